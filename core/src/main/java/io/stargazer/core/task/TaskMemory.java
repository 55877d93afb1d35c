package io.stargazer.core.task;

import io.stargazer.api.Event;
import io.stargazer.api.Stamp;
import io.stargazer.api.Unavailable;
import io.stargazer.api.task.NewTask;
import io.stargazer.api.task.Task;
import io.stargazer.api.task.TaskCommand;
import io.stargazer.api.task.TaskCommand.SubmitTasks;
import io.stargazer.api.task.TaskEvent;
import io.stargazer.api.task.TaskId;
import io.stargazer.api.task.TaskType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tasks that are in no log (TK-6), under the rules of those that are: bounded in number and bytes,
 * and with little memory of what has ended. Deterministic; one thread.
 */
public final class TaskMemory {

    /** How many may be pending, of all types. */
    public static final int MOST_PENDING = 100_000;

    /** How large their payloads may be in all. */
    public static final long MOST_BYTES = 64L << 20;

    private final TaskState state = new TaskState(TaskBounds.FORGETFUL);
    private int pending;
    private long pendingBytes;

    /** A task that is remembered. */
    public @Nullable Task find(TaskType type, TaskId id) {
        return state.find(type, id);
    }

    /**
     * Does what the log would do.
     *
     * @throws Unavailable.Overloaded {@code task.too-many-ephemeral} when there is no room for what
     *     is submitted; a retry is safe
     * @throws io.stargazer.api.Rejected as the log refuses
     */
    public List<Event> apply(Stamp stamp, TaskCommand command) {
        if (command instanceof SubmitTasks submission) {
            requireRoom(submission);
        }
        List<Event> events = state.apply(stamp, command).orThrow();
        for (Event event : events) {
            if (event instanceof TaskEvent.TasksSubmitted(var _, var tasks)) {
                tasks.forEach(task -> count(1, task));
            } else if (event instanceof TaskEvent.TasksFinished(var _, var tasks)) {
                tasks.forEach(task -> count(-1, task));
            }
        }
        return events;
    }

    private void count(int more, Task task) {
        pending += more;
        pendingBytes += (long) more * task.request().payload().size();
    }

    private void requireRoom(SubmitTasks submission) {
        long bytes = pendingBytes;
        for (NewTask task : submission.tasks()) {
            bytes += task.payload().size();
        }
        if (pending + submission.tasks().size() > MOST_PENDING || bytes > MOST_BYTES) {
            throw new Unavailable.Overloaded(
                    "task.too-many-ephemeral",
                    "%d ephemeral tasks of %d bytes are pending, of at most %d and %d: try again when some are done"
                            .formatted(pending, pendingBytes, MOST_PENDING, MOST_BYTES));
        }
    }
}
