package io.stargazer.api.task.work;

import io.stargazer.api.codec.Bytes;
import io.stargazer.api.task.Standing;
import io.stargazer.api.task.Task;
import io.stargazer.api.task.TaskId;
import io.stargazer.api.task.TaskType;

/**
 * How a task ended, for who submitted it.
 *
 * @param standing a final one
 * @param result of a success, else empty
 * @param error of any other end, else empty
 * @param attempts how many there were
 * @param finishedMs milliseconds since 1970
 */
public record TaskResult(
        TaskType type,
        TaskId id,
        Standing standing,
        Bytes result,
        String error,
        int attempts,
        long finishedMs) {

    public static TaskResult of(Task task) {
        return new TaskResult(
                task.type(),
                task.id(),
                task.standing(),
                task.course().result(),
                task.course().error(),
                task.course().attemptsEnded(),
                task.course().changedMs());
    }
}
