package io.stargazer.server;

import io.stargazer.rpc.service.ServiceTable;
import io.stargazer.server.control.ControlPlane;
import io.stargazer.server.http.Routes;
import io.stargazer.server.session.SessionService;
import io.stargazer.server.task.TaskRpcApi;
import io.stargazer.server.task.TaskService;
import io.stargazer.server.task.TaskSettings;
import io.stargazer.server.time.Timers;
import io.stargazer.server.workflow.WorkflowHttpApi;
import io.stargazer.server.workflow.WorkflowService;

/** Tasks and workflows, wired. */
final class TaskCapability {

    final TaskService service;
    private final WorkflowService workflows;

    TaskCapability(
            ControlPlane control, Timers timers, SessionService sessions, ServerConfig config) {
        workflows = new WorkflowService(control);
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

    void addTo(Routes routes) {
        new WorkflowHttpApi(workflows).addTo(routes);
    }
}
