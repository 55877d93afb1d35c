package io.stargazer.server.task.dispatch;

import io.stargazer.api.task.TaskId;
import io.stargazer.api.task.TaskType;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The queues of all types that something is known of. */
final class Types {

    private final Map<TaskType, TypeQueue> queues = new LinkedHashMap<>();
    private final Consumer<TypeQueue> onRate;

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

    Collection<TypeQueue> all() {
        return queues.values();
    }

    void forgetIfUnused(TypeQueue queue) {
        if (queue.isUnused()) {
            queues.remove(queue.type);
        }
    }
}
