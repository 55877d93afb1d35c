package io.stargazer.rpc.client;

import io.stargazer.rpc.Metadata;
import io.stargazer.rpc.trace.TraceShare;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How one call is made.
 *
 * @param timeout null for the default: 10 s for a call, none for one that streams
 * @param metadata travels with the call
 * @param hashKey what consistent hashing looks at
 * @param traces of how many of the calls that are in no trace one is begun; none by default
 * @param hedgeAfter when an idempotent call is not answered within this time, it is made a second
 *     time at another instance, if there is one and the retry budget allows it; the first answer
 *     counts and the other call is cancelled. Null for never. Choose what nearly all calls stay
 *     below, such as the 95th percentile of the method's latency: then hedging costs 5 % more calls
 *     (RP-4)
 */
public record CallOptions(
        @Nullable Duration timeout,
        Metadata metadata,
        @Nullable String hashKey,
        TraceShare traces,
        @Nullable Duration hedgeAfter) {

    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);

    public static final CallOptions DEFAULT =
            new CallOptions(null, Metadata.EMPTY, null, TraceShare.NONE, null);

    public CallOptions {
        if (hedgeAfter != null && hedgeAfter.isNegative()) {
            throw new IllegalArgumentException("a hedge comes later, not after " + hedgeAfter);
        }
    }

    public CallOptions withTimeout(Duration changed) {
        return new CallOptions(changed, metadata, hashKey, traces, hedgeAfter);
    }

    public CallOptions withMetadata(Metadata changed) {
        return new CallOptions(timeout, changed, hashKey, traces, hedgeAfter);
    }

    public CallOptions withHashKey(String changed) {
        return new CallOptions(timeout, metadata, changed, traces, hedgeAfter);
    }

    public CallOptions withTraces(TraceShare changed) {
        return new CallOptions(timeout, metadata, hashKey, changed, hedgeAfter);
    }

    public CallOptions withHedgeAfter(@Nullable Duration changed) {
        return new CallOptions(timeout, metadata, hashKey, traces, changed);
    }
}
