package io.stargazer.sdk.task;

import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A job that was started. Thread-safe.
 *
 * @param <T> what its parts are merged into
 */
public final class JobHandle<T extends @Nullable Object> {

    private final JobRun<?, T> run;

    JobHandle(JobRun<?, T> run) {
        this.run = run;
    }

    /** What the tasks of its parts bear as their group. */
    public String id() {
        return run.id();
    }

    /**
     * Completes with the merged result. Fails as the first part that ended without a result did,
     * with what the iterator of the parts or the merging threw, or with {@code Rejected} {@code
     * sdk.job-cancelled}; the parts that are open then are cancelled.
     */
    public CompletableFuture<T> result() {
        return run.result().copy();
    }

    /** Waits for the result; fails as that does. */
    public T await() {
        try {
            return run.result().get();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof RuntimeException known) {
                throw known;
            }
            throw new IllegalStateException("the job failed", failed.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Rejected(
                    Status.CANCELLED, "sdk.wait-interrupted", "interrupted while waiting");
        }
    }

    public JobProgress progress() {
        return run.progress();
    }

    /** Hears of each change from now on, on the thread that brought it; must not block. */
    public JobHandle<T> onProgress(Consumer<JobProgress> listener) {
        run.listen(listener);
        return this;
    }

    /**
     * Cancels what is open of it, and submits no more.
     *
     * @param reason for people
     */
    public void cancel(String reason) {
        run.cancel(reason);
    }
}
