package io.stargazer.rpc.retry;

import io.stargazer.api.Failure;
import io.stargazer.api.Faulted;
import io.stargazer.api.Status;
import java.util.concurrent.CompletionException;

/** Which calls that failed at one instance may be made at another (RP-4). */
public final class RetryRules {

    private RetryRules() {}

    /**
     * Nothing was begun and this instance cannot be reached: another may be tried, for every
     * method.
     */
    public static boolean allowsFailover(Failure failure, boolean neverStarted) {
        return neverStarted && failure.status() == Status.UNREACHABLE;
    }

    /** Another attempt makes sense if the budget allows it. */
    public static boolean allowsRetry(Failure failure, boolean neverStarted, boolean idempotent) {
        return switch (failure.status()) {
            // Unimplemented: it is being taken back there, or offered only by newer instances.
            case OVERLOADED, UNIMPLEMENTED -> neverStarted;
            case INDETERMINATE -> idempotent;
            default -> false;
        };
    }

    /** What a future failed with, as a failure of the call. */
    public static Failure failure(Throwable thrown) {
        if (thrown instanceof CompletionException && thrown.getCause() != null) {
            return failure(thrown.getCause());
        }
        return thrown instanceof Failure known
                ? known
                : new Faulted("rpc.fault", "the call could not be made: " + thrown);
    }
}
