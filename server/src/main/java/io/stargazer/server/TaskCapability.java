package io.stargazer.server;

import io.stargazer.rpc.service.ServiceTable;
import io.stargazer.server.control.ControlPlane;
import io.stargazer.server.session.SessionService;
import io.stargazer.server.task.TaskRpcApi;
import io.stargazer.server.task.TaskService;
import io.stargazer.server.task.TaskSettings;
import io.stargazer.server.time.Timers;

/** Tasks, wired. */
final class TaskCapability {

    final TaskService service;

    TaskCapability(
            ControlPlane control, Timers timers, SessionService sessions, ServerConfig config) {
        service =
                TaskService.open(
                        control,
                        timers,
                        sessions,
                        new TaskSettings(config.serverId(), config.sessions().grace()));
    }

    void addTo(ServiceTable services) {
        new TaskRpcApi(service).addTo(services);
    }
}
