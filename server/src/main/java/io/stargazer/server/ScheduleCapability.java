package io.stargazer.server;

import io.stargazer.server.control.ControlPlane;
import io.stargazer.server.http.Routes;
import io.stargazer.server.schedule.ScheduleHttpApi;
import io.stargazer.server.schedule.ScheduleReconciler;
import io.stargazer.server.schedule.ScheduleService;
import io.stargazer.server.time.Timers;

/** Schedules, wired. */
final class ScheduleCapability {

    final ScheduleService service;

    ScheduleCapability(ControlPlane control, Timers timers) {
        service = new ScheduleService(control, timers);
        control.listen(new ScheduleReconciler(control, timers));
    }

    void addTo(Routes routes) {
        new ScheduleHttpApi(service).addTo(routes);
    }
}
