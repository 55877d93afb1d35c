package io.stargazer.sdk.task.submit;

import io.stargazer.api.task.Standing;
import io.stargazer.api.task.TaskId;
import io.stargazer.api.task.TaskType;
import io.stargazer.api.task.work.TaskResult;
import java.io.Serial;

/**
 * A task ended without a result: it failed for good, was cancelled, or all of its attempts failed.
 * Submitting it again under the same key meets the same end.
 */
public final class TaskFailed extends RuntimeException {

    @Serial private static final long serialVersionUID = 1L;

    private final transient TaskResult result;

    TaskFailed(TaskResult result) {
        super(
                "%s %s %s after %s attempts: %s"
                        .formatted(
                                result.type(),
                                result.id(),
                                word(result.standing()),
                                result.attempts(),
                                result.error()),
                null,
                false,
                false);
        this.result = result;
    }

    private static String word(Standing standing) {
        return switch (standing) {
            case FAILED -> "failed";
            case CANCELLED -> "was cancelled";
            case DEAD -> "is a dead letter";
            case PENDING, SUCCEEDED -> "has no result";
        };
    }

    /** {@link Standing#FAILED}, {@link Standing#CANCELLED} or {@link Standing#DEAD}. */
    public Standing standing() {
        return result.standing();
    }

    /** What the last attempt, or whoever cancelled it, said. */
    public String error() {
        return result.error();
    }

    public int attempts() {
        return result.attempts();
    }

    public TaskType type() {
        return result.type();
    }

    public TaskId id() {
        return result.id();
    }
}
