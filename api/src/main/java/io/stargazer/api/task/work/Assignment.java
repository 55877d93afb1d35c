package io.stargazer.api.task.work;

import io.stargazer.api.task.NewTask;
import io.stargazer.api.task.TaskType;

/**
 * An attempt at a task, given to an executor.
 *
 * @param type which handler it is for
 * @param request what to do
 * @param submitter who wants it done
 * @param attempt which one it is, from 1
 * @param fence a number that is greater for each later attempt at this task: a fencing token for
 *     what the handler writes to
 */
public record Assignment(
        TaskType type, NewTask request, String submitter, int attempt, long fence) {

    /** What the executor calls this attempt when it presents itself anew. */
    public HeldAttempt held() {
        return new HeldAttempt(type, request.id(), fence);
    }
}
