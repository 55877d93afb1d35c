package io.stargazer.core.task;

import static io.stargazer.api.Outcome.applied;
import static io.stargazer.api.Outcome.refused;

import io.stargazer.api.Outcome;
import io.stargazer.api.Stamp;
import io.stargazer.api.codec.Bytes;
import io.stargazer.api.task.Course;
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
import io.stargazer.core.task.QueueView.Settings;
import java.util.ArrayList;
import java.util.List;
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

    /** Whether a task is still to be done. */
    public boolean isPending(TaskType type, TaskId id) {
        TaskQueue queue = store.queue(type);
        return queue != null && queue.pending(id) != null;
    }

    /** A task that is remembered. */
    @Nullable Task find(TaskType type, TaskId id) {
        TaskQueue queue = store.queue(type);
        Task task = queue == null ? null : queue.pending(id);
        if (task == null && queue != null) {
            task = queue.dead(id);
        }
        return task != null ? task : store.finishedTask(type, id);
    }

    public Outcome apply(Stamp stamp, TaskCommand command) {
        return switch (command) {
            case SubmitTasks c -> new Submissions(store).submit(stamp, c);
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

    private Outcome cancel(Stamp stamp, CancelTasks command) {
        TaskQueue queue = store.queue(command.type());
        if (queue == null) {
            return applied();
        }
        List<Task> cancelled = new ArrayList<>();
        for (TaskId id : command.ids()) {
            Task task = queue.take(id);
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
            return store.tooManyTypes(type);
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
