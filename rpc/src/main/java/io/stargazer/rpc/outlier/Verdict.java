package io.stargazer.rpc.outlier;

import io.stargazer.api.Failure;
import org.jspecify.annotations.Nullable;

/** What the end of a call says about the instance that had it. */
public enum Verdict {
    /** It answered, be it with a refusal. */
    ANSWERED,
    /** It broke, did not answer in time, or was lost with the call. */
    FAILED,
    /**
     * Nothing: the call never reached it, was cancelled, or was turned away because there is too
     * much to do. Load is for the balancer to spread, not a reason to leave fewer instances with
     * all of it.
     */
    SILENT;

    /**
     * Judges the end of a call.
     *
     * @param thrown null when the call succeeded
     * @param neverStarted the provider did not begin it
     */
    public static Verdict of(@Nullable Throwable thrown, boolean neverStarted) {
        if (thrown == null) {
            return ANSWERED;
        }
        if (!(thrown instanceof Failure failure)) {
            return SILENT;
        }
        return switch (failure.status()) {
            case INDETERMINATE, DEADLINE_EXCEEDED, UNREACHABLE, FAULTED ->
                    neverStarted ? SILENT : FAILED;
            case CANCELLED, OVERLOADED, NOT_LEADER -> SILENT;
            default -> ANSWERED;
        };
    }
}
