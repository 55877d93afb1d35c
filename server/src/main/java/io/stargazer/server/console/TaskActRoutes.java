package io.stargazer.server.console;

import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import io.stargazer.api.identity.Principal;
import io.stargazer.api.schedule.ScheduleName;
import io.stargazer.api.task.TaskId;
import io.stargazer.api.task.TaskType;
import io.stargazer.api.workflow.WorkflowId;
import io.stargazer.server.http.HttpCall;
import io.stargazer.server.http.Routes;
import io.stargazer.server.schedule.ScheduleService;
import io.stargazer.server.task.desk.TaskActs;
import io.stargazer.server.task.desk.TaskDesk;
import io.stargazer.server.workflow.WorkflowService;

/** What one does to tasks, schedules and workflows on the pages of the console. */
public final class TaskActRoutes {

    private static final String WHY = "cancelled in the console";

    private final TaskDesk desk;
    private final TaskActs tasks;
    private final ScheduleService schedules;
    private final WorkflowService workflows;
    private final ActRoutes acts;

    TaskActRoutes(
            TaskDesk desk,
            TaskActs tasks,
            ScheduleService schedules,
            WorkflowService workflows,
            ActRoutes acts) {
        this.desk = desk;
        this.tasks = tasks;
        this.schedules = schedules;
        this.workflows = workflows;
        this.acts = acts;
    }

    /** What a dialog about the dead letters of a type says. */
    public record OfDeadLetters(TaskType type, long letters) {}

    void addTo(Routes routes) {
        acts.act(
                routes,
                "pause-type",
                (call, who) -> done(call, () -> tasks.pause(who, type(call))));
        acts.act(
                routes,
                "resume-type",
                (call, who) -> done(call, () -> tasks.resume(who, type(call))));
        acts.act(
                routes,
                "cancel-task",
                (call, who) -> done(call, () -> tasks.cancel(who, ns(call), id(call), WHY)));
        acts.act(
                routes,
                "retry-task",
                (call, who) -> done(call, () -> tasks.resend(who, ns(call), id(call))));
        acts.act(
                routes,
                "drop-task",
                (call, who) -> done(call, () -> tasks.drop(who, ns(call), id(call))));
        for (String what : new String[] {"retry-dead-letters", "drop-dead-letters"}) {
            acts.dialog(routes, what, (call, who) -> ask(call, who, what));
        }
        acts.act(routes, "retry-dead-letters", this::retryAll);
        acts.act(routes, "drop-dead-letters", this::dropAll);
        addOthers(routes);
    }

    private void addOthers(Routes routes) {
        acts.act(
                routes,
                "pause-schedule",
                (call, who) -> done(call, () -> schedules.pause(who, schedule(call))));
        acts.act(
                routes,
                "resume-schedule",
                (call, who) -> done(call, () -> schedules.resume(who, schedule(call))));
        acts.act(
                routes,
                "cancel-workflow",
                (call, who) -> done(call, () -> workflows.cancel(who, workflow(call), WHY).join()));
        acts.act(
                routes,
                "retry-step",
                (call, who) ->
                        done(
                                call,
                                () ->
                                        workflows
                                                .retry(who, workflow(call), field(call, "step"))
                                                .join()));
    }

    private static void done(HttpCall call, Runnable act) {
        act.run();
        Answers.empty(call, 204, ActRoutes.CLOSE);
    }

    private void ask(HttpCall call, Principal principal, String what) {
        TaskType type = new TaskType(call.query("ns", ""), call.query("type", ""));
        long letters = desk.type(principal, type).deadLetters();
        acts.show(call, "dialog-" + what, new OfDeadLetters(type, letters));
    }

    private void retryAll(HttpCall call, Principal principal) {
        requireTyped(call);
        done(call, () -> tasks.resendAll(principal, type(call), ""));
    }

    private void dropAll(HttpCall call, Principal principal) {
        requireTyped(call);
        done(call, () -> tasks.dropAll(principal, type(call), ""));
    }

    private void requireTyped(HttpCall call) {
        acts.requireTyped(call, field(call, "type"));
    }

    private static TaskType type(HttpCall call) {
        return new TaskType(ns(call), field(call, "type"));
    }

    private static ScheduleName schedule(HttpCall call) {
        return new ScheduleName(ns(call), field(call, "name"));
    }

    private static WorkflowId workflow(HttpCall call) {
        return new WorkflowId(ns(call), field(call, "id"));
    }

    private static TaskId id(HttpCall call) {
        return TaskId.parse(field(call, "id"));
    }

    private static String ns(HttpCall call) {
        String namespace = field(call, "ns");
        if (namespace.isEmpty()) {
            throw new Rejected(
                    Status.INVALID_ARGUMENT, "console.no-namespace", "no namespace is named");
        }
        return namespace;
    }

    private static String field(HttpCall call, String name) {
        return LoginRoutes.field(call, name);
    }
}
