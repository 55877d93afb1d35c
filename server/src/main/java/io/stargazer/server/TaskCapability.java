package io.stargazer.server;

import io.stargazer.rpc.service.ServiceTable;
import io.stargazer.server.console.Console;
import io.stargazer.server.control.ControlPlane;
import io.stargazer.server.http.Routes;
import io.stargazer.server.session.SessionService;
import io.stargazer.server.task.Deadlines;
import io.stargazer.server.task.TaskOperations;
import io.stargazer.server.task.TaskReconciler;
import io.stargazer.server.task.TaskRpcApi;
import io.stargazer.server.task.TaskService;
import io.stargazer.server.task.desk.TaskActs;
import io.stargazer.server.task.desk.TaskDesk;
import io.stargazer.server.task.desk.TaskFollows;
import io.stargazer.server.task.desk.TaskHttpApi;
import io.stargazer.server.task.desk.TypePaces;
import io.stargazer.server.task.executor.ExecutorDesk;
import io.stargazer.server.task.executor.ExecutorHttpApi;
import io.stargazer.server.task.forecast.Experience;
import io.stargazer.server.task.forecast.Forecaster;
import io.stargazer.server.task.live.Endings;
import io.stargazer.server.task.live.ExecutorHub;
import io.stargazer.server.task.live.LiveNotes;
import io.stargazer.server.task.live.LogQuestions;
import io.stargazer.server.task.live.OutcomeHub;
import io.stargazer.server.task.live.Speculation;
import io.stargazer.server.task.live.TaskSettings;
import io.stargazer.server.task.plane.TaskPlane;
import io.stargazer.server.time.Timers;
import io.stargazer.server.workflow.WorkflowHttpApi;
import io.stargazer.server.workflow.WorkflowService;

/** Tasks, workflows and schedules, wired. */
final class TaskCapability {

    private static final long SEED_OF_FORECASTS = 8;

    final TaskService service;
    private final Deadlines deadlines;
    final WorkflowService workflows;
    final TaskOperations operations;
    final TaskDesk desk;
    final TaskActs acts;
    private final TaskHttpApi http;
    private final LogQuestions questions;
    private final ExecutorDesk executorDesk;
    private final ExecutorHttpApi executorHttp;
    private final ScheduleCapability schedules;

    TaskCapability(
            ControlPlane control, Timers timers, SessionService sessions, ServerConfig config) {
        TaskSettings settings = TaskSettings.of(config.serverId(), config.sessions().grace());
        Experience experience = Experience.none();
        LiveNotes notes = new LiveNotes();
        TaskPlane plane = new TaskPlane(control, timers);
        control.listen(plane);
        Endings endings = new Endings(plane, timers, notes);
        control.listen(endings);
        ExecutorHub executors = new ExecutorHub(control, timers, endings, settings, experience);
        control.listen(executors);
        OutcomeHub outcomes = new OutcomeHub(control, plane, timers);
        control.listen(outcomes);
        TaskReconciler reconciler = new TaskReconciler(control, timers, notes);
        control.listen(reconciler);
        plane.dispatchBy(executors::heard);
        plane.listen(outcomes::heard);
        plane.listen(reconciler::heard);
        service = new TaskService(plane, sessions, executors, outcomes, notes);
        Forecaster forecaster =
                new Forecaster(experience.times(), experience.census(), SEED_OF_FORECASTS);
        deadlines = new Deadlines(service, control, executors, forecaster, timers);
        operations =
                new TaskOperations(
                        plane, executors, new Speculation(control, timers, executors, settings));
        workflows = new WorkflowService(control);
        desk = new TaskDesk(control, executors, notes, new TypePaces(control, timers), timers);
        acts = new TaskActs(deadlines, operations, desk);
        TaskFollows follows = new TaskFollows(desk);
        control.listen(follows);
        http = new TaskHttpApi(desk, acts, follows, timers);
        questions = new LogQuestions(executors, sessions, timers);
        executorDesk = new ExecutorDesk(control, executors, questions, timers);
        executorHttp = new ExecutorHttpApi(executorDesk, timers);
        schedules = new ScheduleCapability(control, timers);
    }

    void addTo(ServiceTable services) {
        new TaskRpcApi(service, deadlines, operations, questions).addTo(services);
    }

    void addTo(Routes routes) {
        new WorkflowHttpApi(workflows).addTo(routes);
        http.addTo(routes);
        executorHttp.addTo(routes);
        schedules.addTo(routes);
    }

    /** The servers are about to stop in order: executors do what they are to do then. */
    void tellTheEnd() {
        executorDesk.tellTheEnd();
    }

    /** What the console shows of it. */
    Console.Work work() {
        return new Console.Work(desk, acts, executorDesk, schedules.service, workflows);
    }
}
