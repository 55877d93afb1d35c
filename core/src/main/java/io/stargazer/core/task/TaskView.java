package io.stargazer.core.task;

import io.stargazer.api.task.Task;
import io.stargazer.api.task.TaskId;
import io.stargazer.api.task.TaskType;
import io.stargazer.core.Table;
import io.stargazer.core.TableCodec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All tasks at one moment. Immutable; any thread may read it.
 *
 * @param queues what is pending or dead, by type
 * @param finished what ended last, by namespace
 * @param sequence of the task that was accepted last
 * @param dispatcher who said last that it dispatches
 */
public record TaskView(
        Table<TaskType, QueueView> queues,
        Table<String, FinishedView> finished,
        long sequence,
        Dispatcher dispatcher) {

    public static final TaskView EMPTY =
            new TaskView(Table.empty(), Table.empty(), 0, Dispatcher.NONE);

    /**
     * A leader that dispatches.
     *
     * @param server empty before the first
     * @param sinceRevision all of its fences are greater
     */
    public record Dispatcher(String server, long sinceRevision) {

        static final Dispatcher NONE = new Dispatcher("", 0);
    }

    public @Nullable QueueView queue(TaskType type) {
        return queues.get(type);
    }

    /** The queues of a namespace, by name. */
    public List<QueueView> queuesIn(String namespace) {
        List<QueueView> found = new ArrayList<>();
        for (Table.Entry<TaskType, QueueView> entry : queues) {
            if (entry.key().namespace().equals(namespace)) {
                found.add(entry.value());
            }
        }
        return found;
    }

    /** The tasks of a namespace that ended last. */
    public FinishedView finishedIn(String namespace) {
        return finished.getOrDefault(namespace, FinishedView.EMPTY);
    }

    /** A task that is remembered. */
    public @Nullable Task task(TaskType type, TaskId id) {
        QueueView queue = queues.get(type);
        Task task = queue == null ? null : queue.pending().get(id);
        if (task == null && queue != null) {
            task = queue.deadLetters().get(id);
        }
        if (task != null) {
            return task;
        }
        Task ended = finishedIn(type.namespace()).get(id);
        return ended != null && ended.type().equals(type) ? ended : null;
    }

    /** A task that is remembered, of whatever type, be it one that was forgotten itself. */
    public @Nullable Task find(String namespace, TaskId id) {
        for (QueueView queue : queuesIn(namespace)) {
            Task task = task(queue.type(), id);
            if (task != null) {
                return task;
            }
        }
        return finishedIn(namespace).get(id);
    }

    /** How many tasks are pending, of all types. */
    public long pending() {
        long pending = 0;
        for (Table.Entry<TaskType, QueueView> entry : queues) {
            pending += entry.value().pending().size();
        }
        return pending;
    }

    public void writeTo(TableCodec.RowWriter out) throws IOException {
        TaskRows.write(this, out);
    }

    public static TaskView readFrom(TableCodec.RowReader in) throws IOException {
        return TaskRows.read(in);
    }
}
