package io.stargazer.server.task.dispatch;

import io.stargazer.api.task.Task;
import io.stargazer.api.task.TaskId;
import io.stargazer.api.task.TaskType;
import io.stargazer.server.task.forecast.Workforce;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The queues of all types that something is known of. */
final class Types {

    private final Map<TaskType, TypeQueue> queues = new LinkedHashMap<>();
    private final Consumer<TypeQueue> onRate;

    /** The greatest sequence of a durable task. */
    private long newest;

    private long ephemerals;

    /**
     * @param onRate told of a type whose rate allows another attempt
     */
    Types(Consumer<TypeQueue> onRate) {
        this.onRate = onRate;
    }

    @Nullable TypeQueue get(TaskType type) {
        return queues.get(type);
    }

    /** Begins one where none is. */
    TypeQueue of(TaskType type) {
        TypeQueue known = queues.get(type);
        if (known == null) {
            known = new TypeQueue(type, onRate);
            queues.put(type, known);
        }
        return known;
    }

    @Nullable Pending pending(TaskType type, TaskId id) {
        TypeQueue queue = queues.get(type);
        return queue == null ? null : queue.tasks.get(id);
    }

    /** One more pending task, which is at its place in the order of all. */
    Pending add(Task task) {
        newest = Math.max(newest, task.sequence());
        return add(new Pending(task));
    }

    /** The same of one that is in no log: it comes after all that are here. */
    Pending addEphemeral(Task task) {
        return add(new Pending(task, true, newest, ++ephemerals));
    }

    private Pending add(Pending pending) {
        of(pending.task.type()).tasks.put(pending.task.id(), pending);
        return pending;
    }

    Workforce workforce(TaskType type, long nowMs) {
        TypeQueue queue = queues.get(type);
        return queue == null ? new Workforce(List.of()) : queue.workforce(nowMs);
    }

    Collection<TypeQueue> all() {
        return queues.values();
    }

    void forgetIfUnused(TypeQueue queue) {
        if (queue.isUnused()) {
            queues.remove(queue.type);
        }
    }
}
