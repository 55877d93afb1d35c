package io.stargazer.core.task;

import static io.stargazer.api.Outcome.applied;
import static io.stargazer.api.Outcome.refused;

import io.stargazer.api.Outcome;
import io.stargazer.api.Stamp;
import io.stargazer.api.codec.Bytes;
import io.stargazer.api.task.Course;
import io.stargazer.api.task.NewTask;
import io.stargazer.api.task.Standing;
import io.stargazer.api.task.Task;
import io.stargazer.api.task.TaskCommand;
import io.stargazer.api.task.TaskCommand.BeginDispatching;
import io.stargazer.api.task.TaskCommand.CancelTasks;
import io.stargazer.api.task.TaskCommand.DropDeadLetters;
import io.stargazer.api.task.TaskCommand.EndAttempts;
import io.stargazer.api.task.TaskCommand.ForgetTasks;
import io.stargazer.api.task.TaskCommand.ForgetType;
import io.stargazer.api.task.TaskCommand.PauseType;
import io.stargazer.api.task.TaskCommand.ResendTasks;
import io.stargazer.api.task.TaskCommand.ResumeType;
import io.stargazer.api.task.TaskCommand.SetTypeLimits;
import io.stargazer.api.task.TaskCommand.SubmitTasks;
import io.stargazer.api.task.TaskEvent;
import io.stargazer.api.task.TaskId;
import io.stargazer.api.task.TaskRejection;
import io.stargazer.api.task.TaskType;
import io.stargazer.api.task.TypeLimits;
import io.stargazer.core.task.QueueView.Settings;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Applies {@link TaskCommand}s (TK-2 to TK-5). Deterministic; one thread. */
public final class TaskState {

    private final TaskStore store;

    public TaskState() {
        this(TaskBounds.SHIPPED);
    }

    TaskState(TaskBounds bounds) {
        store = new TaskStore(bounds);
    }

    /** All tasks as they are now. */
    public TaskView view() {
        return store.view();
    }

    public void restore(TaskView restored) {
        store.restore(restored);
    }

    public Outcome apply(Stamp stamp, TaskCommand command) {
        return switch (command) {
            case SubmitTasks c -> submit(stamp, c);
            case EndAttempts c -> new Attempts(store, stamp).end(c);
            case CancelTasks c -> cancel(stamp, c);
            case ResendTasks c -> resend(c);
            case PauseType c -> pause(c.type(), true);
            case ResumeType c -> pause(c.type(), false);
            case SetTypeLimits c -> limit(c);
            case BeginDispatching c -> begin(stamp, c);
            case ForgetTasks c -> forget(c);
            case DropDeadLetters c -> drop(c);
            case ForgetType c -> forget(c);
        };
    }

    private Outcome submit(Stamp stamp, SubmitTasks command) {
        TaskType type = command.type();
        TaskQueue known = store.queue(type);
        Settings settings = known == null ? Settings.USUAL : known.settings();
        TaskRejection refusal = overload(command, known, settings.limits());
        if (refusal != null) {
            return refused(refusal);
        }
        if (command.tasks().isEmpty()) {
            return applied();
        }
        TaskQueue queue = known != null ? known : store.add(type);
        if (queue == null) {
            return tooManyTypes(type);
        }
        List<Task> accepted = new ArrayList<>(command.tasks().size());
        for (NewTask request : command.tasks()) {
            if (!remembers(queue, request.id())) {
                Task task =
                        new Task(
                                queue.type(),
                                request.withOptions(queue.shared(request.options())),
                                queue.shared(command.submitter()),
                                stamp.timeMs(),
                                store.nextSequence(),
                                Course.NEW);
                queue.add(task);
                accepted.add(task);
            }
        }
        queue.countSubmitted(accepted.size());
        return accepted.isEmpty()
                ? applied()
                : applied(new TaskEvent.TasksSubmitted(queue.type(), accepted));
    }

    private boolean remembers(TaskQueue queue, TaskId id) {
        return queue.pending(id) != null
                || queue.dead(id) != null
                || store.finishedTask(queue.type(), id) != null;
    }

    /** Why the tasks do not fit. Looks closely only when they would not if all of them were new. */
    private @Nullable TaskRejection overload(
            SubmitTasks command, @Nullable TaskQueue queue, TypeLimits limits) {
        int pending = queue == null ? 0 : queue.pendingCount();
        long pendingBytes = queue == null ? 0 : queue.pendingBytes();
        int more = command.tasks().size();
        long moreBytes = sizeBytes(command.tasks());
        if (pending + more <= limits.mostPending()
                && pendingBytes + moreBytes <= limits.mostPendingBytes()) {
            return null;
        }
        TreeMap<TaskId, NewTask> fresh = new TreeMap<>();
        for (NewTask request : command.tasks()) {
            if (queue == null || !remembers(queue, request.id())) {
                fresh.putIfAbsent(request.id(), request);
            }
        }
        if (pending + fresh.size() > limits.mostPending()) {
            return new TaskRejection.QueueFull(command.type(), pending, limits.mostPending());
        }
        return pendingBytes + sizeBytes(fresh.values()) > limits.mostPendingBytes()
                ? new TaskRejection.QueueTooLarge(
                        command.type(), pendingBytes, limits.mostPendingBytes())
                : null;
    }

    private static long sizeBytes(Collection<NewTask> tasks) {
        long bytes = 0;
        for (NewTask task : tasks) {
            bytes += task.payload().size();
        }
        return bytes;
    }

    private Outcome tooManyTypes(TaskType type) {
        return refused(new TaskRejection.TooManyTypes(type, store.bounds().types()));
    }

    private Outcome cancel(Stamp stamp, CancelTasks command) {
        TaskQueue queue = store.queue(command.type());
        if (queue == null) {
            return applied();
        }
        List<Task> cancelled = new ArrayList<>();
        for (TaskId id : command.ids()) {
            Task task = queue.pending(id);
            if (task != null) {
                Task ended = task.withCourse(cancelled(task.course(), stamp, command.reason()));
                store.end(queue, ended);
                cancelled.add(ended);
            }
        }
        queue.countEnded(cancelled);
        return cancelled.isEmpty()
                ? applied()
                : applied(new TaskEvent.TasksFinished(queue.type(), cancelled));
    }

    private static Course cancelled(Course course, Stamp stamp, String reason) {
        return new Course(
                Standing.CANCELLED,
                course.attemptsEnded(),
                course.fence(),
                stamp.timeMs(),
                course.executor(),
                reason,
                Bytes.EMPTY,
                course.log());
    }

    private Outcome resend(ResendTasks command) {
        TaskQueue queue = store.queue(command.type());
        if (queue == null) {
            return applied();
        }
        int most = queue.settings().limits().mostPending();
        if (queue.pendingCount() + command.ids().size() > most) {
            return refused(new TaskRejection.QueueFull(command.type(), queue.pendingCount(), most));
        }
        List<Task> resent = new ArrayList<>();
        for (TaskId id : command.ids()) {
            Task ended = exhumed(queue, id);
            if (ended != null) {
                Task task = anew(ended);
                queue.add(task);
                resent.add(task);
            }
        }
        return resent.isEmpty()
                ? applied()
                : applied(new TaskEvent.TasksResent(queue.type(), resent));
    }

    /** A dead letter or a failed task, taken from where it was. */
    private @Nullable Task exhumed(TaskQueue queue, TaskId id) {
        Task dead = queue.dead(id);
        if (dead != null) {
            queue.removeDead(dead);
            return dead;
        }
        Task ended = store.finishedTask(queue.type(), id);
        if (ended == null
                || (ended.standing() != Standing.FAILED && ended.standing() != Standing.DEAD)) {
            return null;
        }
        store.finished(queue.type().namespace()).remove(id);
        return ended;
    }

    /** Its fence stays: what an attempt from before says does not count. */
    private Task anew(Task ended) {
        Course course = ended.course();
        return new Task(
                ended.type(),
                ended.request().withOptions(ended.options().withDeadline(0)),
                ended.submitter(),
                ended.submittedMs(),
                store.nextSequence(),
                new Course(
                        Standing.PENDING,
                        0,
                        course.fence(),
                        course.changedMs(),
                        course.executor(),
                        course.error(),
                        Bytes.EMPTY,
                        course.log()));
    }

    private Outcome drop(DropDeadLetters command) {
        TaskQueue queue = store.queue(command.type());
        if (queue == null) {
            return applied();
        }
        List<TaskId> dropped = new ArrayList<>();
        for (TaskId id : command.ids()) {
            Task dead = queue.dead(id);
            if (dead != null) {
                queue.removeDead(dead);
                dropped.add(id);
            }
        }
        return dropped.isEmpty()
                ? applied()
                : applied(new TaskEvent.DeadLettersDropped(queue.type(), dropped));
    }

    private Outcome pause(TaskType type, boolean isPaused) {
        TaskQueue known = store.queue(type);
        Settings before = known == null ? Settings.USUAL : known.settings();
        return change(type, known, before, new Settings(isPaused, before.limits()));
    }

    private Outcome limit(SetTypeLimits command) {
        TaskQueue known = store.queue(command.type());
        Settings before = known == null ? Settings.USUAL : known.settings();
        Settings after = new Settings(before.isPaused(), command.limits());
        return change(command.type(), known, before, after);
    }

    private Outcome change(
            TaskType type, @Nullable TaskQueue known, Settings before, Settings after) {
        if (before.equals(after)) {
            return applied();
        }
        TaskQueue queue = known != null ? known : store.add(type);
        if (queue == null) {
            return tooManyTypes(type);
        }
        queue.set(after);
        return applied(new TaskEvent.TypeChanged(type, after.isPaused(), after.limits()));
    }

    private Outcome begin(Stamp stamp, BeginDispatching command) {
        store.dispatchedBy(new TaskView.Dispatcher(command.server(), stamp.revision()));
        return applied(new TaskEvent.DispatchingBegun(command.server()));
    }

    private Outcome forget(ForgetTasks command) {
        String namespace = command.namespace();
        if (!store.hasFinished(namespace)) {
            return applied();
        }
        int forgotten =
                store.finished(namespace).forget(command.beforeMs(), TaskCommand.MOST_TASKS);
        return forgotten == 0
                ? applied()
                : applied(new TaskEvent.TasksForgotten(namespace, forgotten));
    }

    private Outcome forget(ForgetType command) {
        TaskQueue queue = store.queue(command.type());
        if (queue == null) {
            return applied();
        }
        if (queue.pendingCount() > 0 || queue.deadCount() > 0) {
            return refused(
                    new TaskRejection.TypeInUse(
                            command.type(), queue.pendingCount(), queue.deadCount()));
        }
        store.remove(command.type());
        return applied(new TaskEvent.TypeForgotten(command.type()));
    }
}
