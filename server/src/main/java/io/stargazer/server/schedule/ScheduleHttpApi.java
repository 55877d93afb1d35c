package io.stargazer.server.schedule;

import io.stargazer.api.schedule.PlannedSchedule;
import io.stargazer.api.schedule.ScheduleName;
import io.stargazer.server.http.HttpCall;
import io.stargazer.server.http.Operation;
import io.stargazer.server.http.Routes;
import io.stargazer.server.schedule.ScheduleItems.ScheduleDetail;
import io.stargazer.server.schedule.ScheduleItems.ScheduleList;
import io.stargazer.server.schedule.ScheduleItems.ScheduleRequest;

/** Schedules over HTTP: routes only. */
public final class ScheduleHttpApi {

    private static final String SCHEDULES = "/api/v1/schedules";
    private static final String SCHEDULE = SCHEDULES + "/{namespace}/{name}";
    private static final int USUAL_TIMES = 10;

    private final ScheduleService schedules;

    public ScheduleHttpApi(ScheduleService schedules) {
        this.schedules = schedules;
    }

    public void addTo(Routes routes) {
        routes.add(
                Operation.get(
                                SCHEDULES,
                                "The schedules of a namespace, or of all that you may see.",
                                ScheduleList.class)
                        .withQuery("namespace")
                        .maybeStale(),
                this::list);
        routes.add(
                Operation.get(
                                SCHEDULE,
                                "A schedule with the times at which it fires next.",
                                ScheduleDetail.class)
                        .withQuery("count")
                        .maybeStale(),
                this::show);
        routes.add(
                Operation.put(
                        SCHEDULE, "Make a schedule, or make it another.", ScheduleRequest.class),
                call -> {
                    schedules.put(
                            call.principal(),
                            call.body(ScheduleRequest.class).schedule(nameOf(call)));
                    return null;
                });
        addActs(routes);
    }

    private void addActs(Routes routes) {
        routes.add(
                Operation.delete(SCHEDULE, "Forget a schedule; its tasks go on."),
                call -> {
                    schedules.delete(call.principal(), nameOf(call));
                    return null;
                });
        routes.add(
                Operation.post(SCHEDULE + "/pause", "Let a schedule not fire for now.", null, null),
                call -> {
                    schedules.pause(call.principal(), nameOf(call));
                    return null;
                });
        routes.add(
                Operation.post(SCHEDULE + "/resume", "Let a schedule fire again.", null, null),
                call -> {
                    schedules.resume(call.principal(), nameOf(call));
                    return null;
                });
    }

    private Object list(HttpCall call) {
        ScheduleService reading = freshness(call);
        return new ScheduleList(
                reading.list(call.principal(), call.query("namespace", "")).stream()
                        .map(planned -> ScheduleItems.of(planned, reading.next(planned, 1)))
                        .toList());
    }

    private Object show(HttpCall call) {
        ScheduleService reading = freshness(call);
        PlannedSchedule planned = reading.get(call.principal(), nameOf(call));
        int count = (int) Math.min(call.queryNumber("count", USUAL_TIMES), Integer.MAX_VALUE);
        return ScheduleItems.detail(planned, reading.next(planned, count));
    }

    private ScheduleService freshness(HttpCall call) {
        if (!call.mayBeStale()) {
            return schedules;
        }
        call.stamp(schedules.revision());
        return schedules.stale();
    }

    private static ScheduleName nameOf(HttpCall call) {
        return new ScheduleName(call.path("namespace"), call.path("name"));
    }
}
