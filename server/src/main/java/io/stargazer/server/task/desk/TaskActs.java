package io.stargazer.server.task.desk;

import io.stargazer.api.Event;
import io.stargazer.api.Limits;
import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import io.stargazer.api.identity.Principal;
import io.stargazer.api.identity.Role;
import io.stargazer.api.task.NewTask;
import io.stargazer.api.task.Standing;
import io.stargazer.api.task.Task;
import io.stargazer.api.task.TaskCommand;
import io.stargazer.api.task.TaskCommand.CancelTasks;
import io.stargazer.api.task.TaskCommand.DropDeadLetters;
import io.stargazer.api.task.TaskCommand.ForgetType;
import io.stargazer.api.task.TaskCommand.PauseType;
import io.stargazer.api.task.TaskCommand.ResendTasks;
import io.stargazer.api.task.TaskCommand.ResumeType;
import io.stargazer.api.task.TaskCommand.SetTypeLimits;
import io.stargazer.api.task.TaskEvent;
import io.stargazer.api.task.TaskId;
import io.stargazer.api.task.TaskType;
import io.stargazer.api.task.TypeLimits;
import io.stargazer.api.task.work.Receipt;
import io.stargazer.api.task.work.Submission;
import io.stargazer.core.Table;
import io.stargazer.core.task.QueueView;
import io.stargazer.server.control.ControlPlane;
import io.stargazer.server.task.TaskService;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * What people do to tasks (TK-5, TK-11). Needs the role of an operator in the namespace. Every
 * method blocks until it is done and durable: call it on a virtual thread. What is done to many is
 * done {@value #AT_ONCE} at a time; after a failure some may be done, and repeating it does the
 * rest. Thread-safe.
 */
public final class TaskActs {

    private static final int AT_ONCE = 5000;

    private final ControlPlane control;
    private final TaskService tasks;
    private final TaskDesk desk;

    public TaskActs(ControlPlane control, TaskService tasks, TaskDesk desk) {
        this.control = control;
        this.tasks = tasks;
        this.desk = desk;
    }

    /** Submits one task. */
    public Receipt submit(Principal principal, Submission submission) {
        require(principal, submission.type());
        return tasks.submit(principal, "", submission).join().getFirst();
    }

    /**
     * Cancels one task that is pending.
     *
     * @throws Rejected {@code task.ended} when it has ended
     */
    public Task cancel(Principal principal, String namespace, TaskId id, String reason) {
        Task task = desk.task(principal, namespace, id).task();
        require(principal, task.type());
        CancelTasks command = new CancelTasks(task.type(), List.of(id), reason);
        if (task.standing().isFinal() || decide(principal, command) == 0) {
            throw ended(desk.task(principal, namespace, id).task());
        }
        return task;
    }

    private static Rejected ended(Task task) {
        return new Rejected(
                Status.CONFLICT,
                "task.ended",
                "the task %s has ended already: it is %s"
                        .formatted(task.id(), TaskPhase.of(task, null).word()));
    }

    /**
     * Tries one task again that is a dead letter or failed.
     *
     * @throws Rejected {@code task.not-failed}
     */
    public Task resend(Principal principal, String namespace, TaskId id) {
        Task task = desk.task(principal, namespace, id).task();
        require(principal, task.type());
        if (decide(principal, new ResendTasks(task.type(), List.of(id))) == 0) {
            throw new Rejected(
                    Status.CONFLICT,
                    "task.not-failed",
                    "the task %s is %s: only dead letters and failed tasks are tried again"
                            .formatted(id, desk.task(principal, namespace, id).phase().word()));
        }
        return task;
    }

    /**
     * Forgets one dead letter.
     *
     * @throws Rejected {@code task.not-dead}
     */
    public Task drop(Principal principal, String namespace, TaskId id) {
        Task task = desk.task(principal, namespace, id).task();
        require(principal, task.type());
        if (task.standing() != Standing.DEAD
                || decide(principal, new DropDeadLetters(task.type(), List.of(id))) == 0) {
            throw new Rejected(
                    Status.CONFLICT,
                    "task.not-dead",
                    "the task %s is no dead letter: only those are dropped".formatted(id));
        }
        return task;
    }

    /** Cancels the pending tasks of a type whose texts match; returns how many there were. */
    public int cancelAll(Principal principal, TaskType type, String contains, String reason) {
        require(principal, type);
        Limits.text("reason", reason, 255);
        return toAll(
                principal,
                matching(type, contains, QueueView::pending),
                ids -> new CancelTasks(type, ids, reason));
    }

    /** Tries the dead letters of a type again whose texts match; returns how many there were. */
    public int resendAll(Principal principal, TaskType type, String contains) {
        require(principal, type);
        return toAll(
                principal,
                matching(type, contains, QueueView::deadLetters),
                ids -> new ResendTasks(type, ids));
    }

    /** Forgets the dead letters of a type whose texts match; returns how many there were. */
    public int dropAll(Principal principal, TaskType type, String contains) {
        require(principal, type);
        return toAll(
                principal,
                matching(type, contains, QueueView::deadLetters),
                ids -> new DropDeadLetters(type, ids));
    }

    private List<TaskId> matching(
            TaskType type, String contains, Function<QueueView, Table<TaskId, Task>> where) {
        Wanted wanted = new Wanted(type.namespace(), type.name(), Wanted.State.ALL, contains);
        QueueView queue = desk.read().tasks().queue(type);
        List<TaskId> ids = new ArrayList<>();
        if (queue != null) {
            for (Table.Entry<TaskId, Task> entry : where.apply(queue)) {
                if (wanted.matches(entry.value())) {
                    ids.add(entry.key());
                }
            }
        }
        return ids;
    }

    private int toAll(
            Principal principal, List<TaskId> ids, Function<List<TaskId>, TaskCommand> command) {
        int done = 0;
        for (int from = 0; from < ids.size(); from += AT_ONCE) {
            List<TaskId> some = ids.subList(from, Math.min(from + AT_ONCE, ids.size()));
            done += decide(principal, command.apply(some));
        }
        return done;
    }

    /** No task of the type is begun until it is resumed. */
    public void pause(Principal principal, TaskType type) {
        require(principal, type);
        decide(principal, new PauseType(type));
    }

    public void resume(Principal principal, TaskType type) {
        require(principal, type);
        decide(principal, new ResumeType(type));
    }

    public void limit(Principal principal, TaskType type, TypeLimits limits) {
        require(principal, type);
        decide(principal, new SetTypeLimits(type, limits));
    }

    /** Forgets a type that has neither tasks nor dead letters. */
    public void forget(Principal principal, TaskType type) {
        desk.type(principal, type);
        require(principal, type);
        decide(principal, new ForgetType(type));
    }

    private void require(Principal principal, TaskType type) {
        TaskDesk.require(principal, desk.read(), type.namespace(), Role.OPERATOR);
    }

    /** Returns how many tasks the command changed. */
    private int decide(Principal principal, TaskCommand command) {
        int changed = 0;
        for (Event event : control.submit(principal.actor(), command).join().orThrow()) {
            changed +=
                    switch (event) {
                        case TaskEvent.TasksFinished finished -> finished.tasks().size();
                        case TaskEvent.TasksResent resent -> resent.tasks().size();
                        case TaskEvent.DeadLettersDropped dropped -> dropped.ids().size();
                        default -> 0;
                    };
        }
        return changed;
    }

    /** A task with the id that its key stands for, or a new one where there is none. */
    static TaskId idOf(TaskType type, String key, TaskId fresh) {
        return key.isEmpty() ? fresh : TaskId.ofKey(type, key);
    }

    /** One task, to be submitted alone. */
    static Submission alone(TaskType type, NewTask task, Submission.Late late, String cheaper) {
        return new Submission(type, List.of(task), late, cheaper, false);
    }
}
