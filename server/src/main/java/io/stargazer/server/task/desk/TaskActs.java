package io.stargazer.server.task.desk;

import io.stargazer.api.Limits;
import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import io.stargazer.api.identity.Principal;
import io.stargazer.api.identity.Role;
import io.stargazer.api.task.NewTask;
import io.stargazer.api.task.Standing;
import io.stargazer.api.task.Task;
import io.stargazer.api.task.TaskId;
import io.stargazer.api.task.TaskType;
import io.stargazer.api.task.TypeLimits;
import io.stargazer.api.task.work.Receipt;
import io.stargazer.api.task.work.Submission;
import io.stargazer.core.Table;
import io.stargazer.core.task.QueueView;
import io.stargazer.server.task.Deadlines;
import io.stargazer.server.task.Offer;
import io.stargazer.server.task.TaskOperations;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * What people do to tasks (TK-5, TK-11). Needs the role of an operator in the namespace. Every
 * method blocks until it is done and durable: call it on a virtual thread. What is done to many is
 * done some at a time; after a failure some may be done, and repeating it does the rest.
 * Thread-safe.
 */
public final class TaskActs {

    private final Deadlines submissions;
    private final TaskOperations operations;
    private final TaskDesk desk;

    public TaskActs(Deadlines submissions, TaskOperations operations, TaskDesk desk) {
        this.submissions = submissions;
        this.operations = operations;
        this.desk = desk;
    }

    /** Submits one task. */
    public Receipt submit(Principal principal, Submission submission) {
        return submitAll(principal, submission).getFirst();
    }

    /** Who does tasks of a type at this moment, by name. */
    public List<String> executors(Principal principal, TaskType type) {
        require(principal, type);
        return operations.executors(principal, type);
    }

    /** Submits several tasks; returns a receipt for each, in order. */
    public List<Receipt> submitAll(Principal principal, Submission submission) {
        require(principal, submission.type());
        return submissions.submit(principal, "", Offer.durable(submission)).join();
    }

    /**
     * Cancels one task that is pending.
     *
     * @throws Rejected {@code task.ended} when it has ended
     */
    public Task cancel(Principal principal, String namespace, TaskId id, String reason) {
        Task task = desk.task(principal, namespace, id).task();
        require(principal, task.type());
        if (task.standing().isFinal()
                || operations.cancel(principal, task.type(), List.of(id), reason).join() == 0) {
            throw ended(desk.task(principal, namespace, id).task());
        }
        return task;
    }

    private static Rejected ended(Task task) {
        return new Rejected(
                Status.CONFLICT,
                "task.ended",
                "the task %s has ended already: it is %s"
                        .formatted(task.id(), TaskPhase.of(task, null, false).word()));
    }

    /**
     * Tries one task again that is a dead letter or failed.
     *
     * @throws Rejected {@code task.not-failed}
     */
    public Task resend(Principal principal, String namespace, TaskId id) {
        Task task = desk.task(principal, namespace, id).task();
        require(principal, task.type());
        if (operations.resend(principal, task.type(), List.of(id)).join() == 0) {
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
                || operations.drop(principal, task.type(), List.of(id)).join() == 0) {
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
        List<TaskId> ids = matching(type, contains, QueueView::pending);
        return operations.cancel(principal, type, ids, reason).join();
    }

    /** Tries the dead letters of a type again whose texts match; returns how many there were. */
    public int resendAll(Principal principal, TaskType type, String contains) {
        require(principal, type);
        List<TaskId> ids = matching(type, contains, QueueView::deadLetters);
        return operations.resend(principal, type, ids).join();
    }

    /** Forgets the dead letters of a type whose texts match; returns how many there were. */
    public int dropAll(Principal principal, TaskType type, String contains) {
        require(principal, type);
        List<TaskId> ids = matching(type, contains, QueueView::deadLetters);
        return operations.drop(principal, type, ids).join();
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

    /** No task of the type is begun until it is resumed. */
    public void pause(Principal principal, TaskType type) {
        require(principal, type);
        operations.pause(principal, type).join();
    }

    public void resume(Principal principal, TaskType type) {
        require(principal, type);
        operations.resume(principal, type).join();
    }

    public void limit(Principal principal, TaskType type, TypeLimits limits) {
        require(principal, type);
        operations.limit(principal, type, limits).join();
    }

    /** Forgets a type that has neither tasks nor dead letters. */
    public void forget(Principal principal, TaskType type) {
        desk.type(principal, type);
        require(principal, type);
        operations.forget(principal, type).join();
    }

    private void require(Principal principal, TaskType type) {
        TaskDesk.require(principal, desk.read(), type.namespace(), Role.OPERATOR);
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
