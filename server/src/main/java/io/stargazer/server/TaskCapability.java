package io.stargazer.server;

import io.stargazer.rpc.service.ServiceTable;
import io.stargazer.server.control.ControlPlane;
import io.stargazer.server.session.SessionService;
import io.stargazer.server.task.TaskOperations;
import io.stargazer.server.task.TaskReads;
import io.stargazer.server.task.TaskReconciler;
import io.stargazer.server.task.TaskRpcApi;
import io.stargazer.server.task.TaskService;
import io.stargazer.server.task.live.Endings;
import io.stargazer.server.task.live.ExecutorHub;
import io.stargazer.server.task.live.LiveNotes;
import io.stargazer.server.task.live.OutcomeHub;
import io.stargazer.server.task.live.TaskSettings;
import io.stargazer.server.time.Timers;

/** Tasks, wired. */
final class TaskCapability {

    final TaskService service;
    final TaskOperations operations;
    final TaskReads reads;

    TaskCapability(
            ControlPlane control, Timers timers, SessionService sessions, ServerConfig config) {
        TaskSettings settings = new TaskSettings(config.serverId(), config.sessions().grace());
        LiveNotes notes = new LiveNotes();
        Endings endings = new Endings(control, timers, notes);
        control.listen(endings);
        ExecutorHub executors = new ExecutorHub(control, timers, endings, settings);
        control.listen(executors);
        OutcomeHub outcomes = new OutcomeHub(control, timers);
        control.listen(outcomes);
        control.listen(new TaskReconciler(control, timers, notes));
        service = new TaskService(control, sessions, executors, outcomes, notes);
        operations = new TaskOperations(control, executors);
        reads = new TaskReads(control, executors, notes);
    }

    void addTo(ServiceTable services) {
        new TaskRpcApi(service, operations).addTo(services);
    }
}
