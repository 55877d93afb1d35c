package io.stargazer.server;

import io.stargazer.rpc.service.ServiceTable;
import io.stargazer.server.control.ControlPlane;
import io.stargazer.server.http.Routes;
import io.stargazer.server.session.SessionService;
import io.stargazer.server.task.TaskRpcApi;
import io.stargazer.server.task.TaskService;
import io.stargazer.server.task.TaskSettings;
import io.stargazer.server.task.desk.TaskActs;
import io.stargazer.server.task.desk.TaskDesk;
import io.stargazer.server.task.desk.TaskFollows;
import io.stargazer.server.task.desk.TaskHttpApi;
import io.stargazer.server.task.desk.TypePaces;
import io.stargazer.server.time.Timers;

/** Tasks, wired. */
final class TaskCapability {

    final TaskService service;
    final TaskDesk desk;
    final TaskActs acts;
    private final TaskHttpApi http;

    TaskCapability(
            ControlPlane control, Timers timers, SessionService sessions, ServerConfig config) {
        service =
                TaskService.open(
                        control,
                        timers,
                        sessions,
                        new TaskSettings(config.serverId(), config.sessions().grace()));
        desk = new TaskDesk(control, service, new TypePaces(control, timers), timers);
        acts = new TaskActs(control, service, desk);
        TaskFollows follows = new TaskFollows(desk);
        control.listen(follows);
        http = new TaskHttpApi(desk, acts, follows, timers);
    }

    void addTo(ServiceTable services) {
        new TaskRpcApi(service).addTo(services);
    }

    void addTo(Routes routes) {
        http.addTo(routes);
    }
}
