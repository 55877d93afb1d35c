package io.stargazer.sdk.task.submit;

import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** Waits for futures. */
final class Awaited {

    private Awaited() {}

    /** Throws what the future failed with. */
    static <T extends @Nullable Object> T value(CompletableFuture<T> future) {
        try {
            return future.get();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof RuntimeException known) {
                throw known;
            }
            throw new IllegalStateException("a task failed without saying why", failed.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Rejected(
                    Status.CANCELLED, "sdk.wait-interrupted", "interrupted while waiting");
        }
    }
}
