package io.stargazer.core.task;

import io.stargazer.api.task.Task;
import io.stargazer.api.task.TaskId;
import io.stargazer.api.task.TaskType;
import io.stargazer.api.task.TypeLimits;
import io.stargazer.core.Table;

/**
 * All tasks of one type that somebody has still to care for, at one moment. Immutable.
 *
 * @param type which
 * @param pending by id
 * @param pendingBytes of their payloads
 * @param deadLetters by id
 * @param settings what people said about the type
 * @param counts since the type is known
 */
public record QueueView(
        TaskType type,
        Table<TaskId, Task> pending,
        long pendingBytes,
        Table<TaskId, Task> deadLetters,
        Settings settings,
        TaskCounts counts) {

    /** What people said about a type. */
    public record Settings(boolean isPaused, TypeLimits limits) {

        static final Settings USUAL = new Settings(false, TypeLimits.DEFAULT);
    }
}
