package io.stargazer.core;

import io.stargazer.api.Event;
import io.stargazer.api.Outcome;
import io.stargazer.api.Stamp;
import io.stargazer.api.schedule.ScheduleCommand;
import io.stargazer.api.schedule.ScheduleCommand.Fire;
import io.stargazer.api.task.NewTask;
import io.stargazer.api.task.Task;
import io.stargazer.api.task.TaskCommand;
import io.stargazer.api.task.TaskCommand.SubmitTasks;
import io.stargazer.api.task.TaskEvent;
import io.stargazer.api.task.TaskId;
import io.stargazer.api.workflow.WorkflowCommand;
import io.stargazer.core.schedule.Firing;
import io.stargazer.core.schedule.ScheduleState;
import io.stargazer.core.task.TaskState;
import io.stargazer.core.workflow.WorkflowState;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * Where tasks, workflows and schedules meet: the end of a task moves its workflow on, and the steps
 * that begin then are submitted as tasks in the same moment, as is the task of a schedule when that
 * fires. One thread.
 */
final class Workings {

    private final TaskState tasks;
    private final WorkflowState workflows;
    private final ScheduleState schedules;

    Workings(TaskState tasks, WorkflowState workflows, ScheduleState schedules) {
        this.tasks = tasks;
        this.workflows = workflows;
        this.schedules = schedules;
    }

    Outcome apply(Stamp stamp, TaskCommand command) {
        Outcome outcome = tasks.apply(stamp, command);
        if (!workflows.isWaiting() || !(outcome instanceof Outcome.Applied applied)) {
            return outcome;
        }
        List<Event> events = new ArrayList<>(applied.events());
        tellEnds(stamp, applied.events(), events);
        carryOut(stamp, events);
        return new Outcome.Applied(events);
    }

    Outcome apply(Stamp stamp, WorkflowCommand command) {
        Outcome outcome = workflows.apply(stamp, command);
        if (!(outcome instanceof Outcome.Applied applied)) {
            return outcome;
        }
        List<Event> events = new ArrayList<>(applied.events());
        carryOut(stamp, events);
        return new Outcome.Applied(events);
    }

    Outcome apply(Stamp stamp, ScheduleCommand command) {
        if (!(command instanceof Fire fire)) {
            return schedules.apply(stamp, command);
        }
        return switch (schedules.firing(stamp, fire, tasks::isPending)) {
            case Firing.Refuse(var rejection) -> Outcome.refused(rejection);
            case Firing.PassOver(var event) -> Outcome.applied(event);
            case Firing.Submit submit -> fire(stamp, fire, submit);
        };
    }

    /** A task that is refused is not fired: its time stays to be decided. */
    private Outcome fire(Stamp stamp, Fire fire, Firing.Submit order) {
        Outcome outcome = apply(stamp, order.submit());
        if (!(outcome instanceof Outcome.Applied applied)) {
            return outcome;
        }
        List<Event> events = new ArrayList<>();
        events.add(schedules.fired(stamp, fire, order.submit().tasks().getFirst().id()));
        events.addAll(applied.events());
        if (order.cancel() != null && apply(stamp, order.cancel()) instanceof Outcome.Applied it) {
            events.addAll(it.events());
        }
        return new Outcome.Applied(events);
    }

    private void tellEnds(Stamp stamp, List<Event> happened, List<Event> events) {
        for (Event event : happened) {
            if (event instanceof TaskEvent.TasksFinished finished) {
                events.addAll(workflows.tasksEnded(stamp, finished.tasks()));
            }
        }
    }

    /** Does what workflows want of tasks, and what follows from that, until there is nothing. */
    private void carryOut(Stamp stamp, List<Event> events) {
        ArrayDeque<TaskCommand> orders = new ArrayDeque<>(workflows.takeOrders());
        while (!orders.isEmpty()) {
            TaskCommand order = orders.removeFirst();
            switch (tasks.apply(stamp, order)) {
                case Outcome.Applied applied -> {
                    events.addAll(applied.events());
                    tellEnds(stamp, applied.events(), events);
                    if (order instanceof SubmitTasks submitted) {
                        tellKnown(stamp, submitted, applied.events(), events);
                    }
                }
                case Outcome.Refused(var rejection) -> {
                    if (order instanceof SubmitTasks submitted) {
                        tellRefused(stamp, ids(submitted), rejection.sentence(), events);
                    }
                }
            }
            orders.addAll(workflows.takeOrders());
        }
    }

    /** A task that somebody else has submitted before is not that of the workflow. */
    private void tellKnown(
            Stamp stamp, SubmitTasks submitted, List<Event> happened, List<Event> events) {
        TreeSet<TaskId> known = new TreeSet<>(ids(submitted));
        for (Event event : happened) {
            if (event instanceof TaskEvent.TasksSubmitted accepted) {
                accepted.tasks().stream().map(Task::id).forEach(known::remove);
            }
        }
        if (!known.isEmpty()) {
            String why = "another task has the id that its task would have";
            tellRefused(stamp, List.copyOf(known), why, events);
        }
    }

    private void tellRefused(Stamp stamp, List<TaskId> refused, String why, List<Event> events) {
        events.addAll(workflows.tasksRefused(stamp, refused, why));
    }

    private static List<TaskId> ids(SubmitTasks submitted) {
        return submitted.tasks().stream().map(NewTask::id).toList();
    }
}
