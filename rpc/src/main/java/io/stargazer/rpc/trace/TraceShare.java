package io.stargazer.rpc.trace;

import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Of how many of the calls that are in no trace one is begun (RP-8). Calls in a trace go on with it
 * whatever the share is.
 *
 * @param share 0 for none, 1 for each, 0.01 for about one in a hundred
 */
public record TraceShare(double share) {

    /** Traces are handed on, none is begun. */
    public static final TraceShare NONE = new TraceShare(0);

    /** One in a hundred: costs next to nothing, and there is always an example to look at. */
    public static final TraceShare USUAL = new TraceShare(0.01);

    public TraceShare {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("a share is 0 to 1, not " + share);
        }
    }

    /** A new trace, or null when this call is not one of the share. */
    public @Nullable TraceContext start() {
        if (share == 0) {
            return null;
        }
        return share == 1 || ThreadLocalRandom.current().nextDouble() < share
                ? TraceContext.root()
                : null;
    }
}
