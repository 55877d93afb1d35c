package io.stargazer.sdk.task.wire;

import io.stargazer.api.Unavailable;
import io.stargazer.rpc.retry.Backoff;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A call that is made until it is answered. */
public final class Repeated {

    private Repeated() {}

    /**
     * Blocks until there is an answer; repeats what may be harmlessly repeated, on whichever
     * connection there is.
     *
     * @throws io.stargazer.api.Failure the refusal, or after the patience the last failure
     */
    public static <T> T call(
            TaskLine line, Duration patience, Function<TaskSession, CompletableFuture<T>> call)
            throws InterruptedException {
        long endNs = System.nanoTime() + patience.toNanos();
        RuntimeException last =
                new Unavailable.Unreachable("sdk.no-server", "no server could be reached");
        for (int setbacks = 1; ; setbacks++) {
            TaskSession session = line.session();
            if (session != null) {
                try {
                    return call.apply(session).get();
                } catch (ExecutionException failed) {
                    last = known(failed.getCause());
                    if (Setback.of(last) == Setback.FINAL) {
                        throw last;
                    }
                }
            }
            LockSupport.parkNanos(Backoff.DEFAULT.delayNs(Math.min(setbacks, 4)));
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            if (System.nanoTime() - endNs >= 0) {
                throw last;
            }
        }
    }

    private static RuntimeException known(@Nullable Throwable cause) {
        return cause instanceof RuntimeException known
                ? known
                : new IllegalStateException("a call failed without saying why", cause);
    }
}
