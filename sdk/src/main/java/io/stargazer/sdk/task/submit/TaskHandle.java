package io.stargazer.sdk.task.submit;

import io.stargazer.api.task.TaskId;
import io.stargazer.api.task.TaskType;
import io.stargazer.api.task.work.Receipt;
import io.stargazer.api.task.work.TaskNote;
import io.stargazer.api.task.work.TaskResult;
import io.stargazer.sdk.task.wire.Values;
import java.lang.reflect.Type;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A task that was submitted. Its futures complete on virtual threads; what hangs on them may block,
 * but then holds back those of other tasks that ended in the same moment. Thread-safe.
 *
 * @param <R> what its handler returns
 */
public final class TaskHandle<R extends @Nullable Object> {

    private final Submitter submitter;
    private final OpenTask task;
    private final CompletableFuture<R> result;

    @SuppressWarnings("unchecked") // The result is read as what the caller asked for.
    TaskHandle(Submitter submitter, OpenTask task, Type resultType) {
        this.submitter = submitter;
        this.task = task;
        this.result = task.end().thenApply(end -> (R) valueOf(end, resultType));
    }

    private static @Nullable Object valueOf(TaskResult end, Type type) {
        return switch (end.standing()) {
            case SUCCEEDED -> type == Void.class ? null : Values.decode(type, end.result());
            case FAILED, CANCELLED, DEAD, PENDING -> throw new TaskFailed(end);
        };
    }

    public TaskId id() {
        return task.id();
    }

    /** As which it was submitted; it may have been degraded: see {@link Receipt#type}. */
    public TaskType type() {
        return task.group().type();
    }

    /** The only executor that may do it; empty for any. */
    public String executor() {
        return task.request().options().executor();
    }

    /**
     * Completes when the task is durable (TK-3), with the prediction if it has a deadline; or fails
     * as it was refused, or with {@code Unavailable} when no server has answered in time: only
     * after {@code Indeterminate} may it have been accepted all the same.
     */
    public CompletableFuture<Receipt> receipt() {
        return task.receipt().copy();
    }

    /**
     * Completes with what the handler returned. Fails with {@link TaskFailed} when it ended
     * otherwise, as the receipt does when it was not accepted, with {@code Rejected} {@code
     * sdk.task-too-late} when it was not taken because of its deadline, or {@code
     * sdk.task-forgotten} when the servers do not remember its end.
     */
    public CompletableFuture<R> result() {
        return result.copy();
    }

    /** Waits for the result; fails as that does. */
    public R await() {
        return Awaited.value(result);
    }

    /** Hears of progress and log lines from now on, on a virtual thread (TK-9). */
    public TaskHandle<R> onNote(Consumer<TaskNote> listener) {
        task.listen(listener);
        return this;
    }

    /**
     * Cancels it: an attempt that runs is interrupted, and its end does not count. May be repeated.
     *
     * @param reason for people; of more than 255 characters the end is cut off
     * @return whether it was still pending
     */
    public CompletableFuture<Boolean> cancel(String reason) {
        return submitter.cancel(List.of(this), reason).thenApply(count -> count > 0);
    }

    OpenTask task() {
        return task;
    }
}
