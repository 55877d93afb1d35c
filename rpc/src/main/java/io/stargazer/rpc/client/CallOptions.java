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
 */
public record CallOptions(
        @Nullable Duration timeout,
        Metadata metadata,
        @Nullable String hashKey,
        TraceShare traces) {

    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);

    public static final CallOptions DEFAULT =
            new CallOptions(null, Metadata.EMPTY, null, TraceShare.NONE);

    public CallOptions withTimeout(Duration changed) {
        return new CallOptions(changed, metadata, hashKey, traces);
    }

    public CallOptions withMetadata(Metadata changed) {
        return new CallOptions(timeout, changed, hashKey, traces);
    }

    public CallOptions withHashKey(String changed) {
        return new CallOptions(timeout, metadata, changed, traces);
    }

    public CallOptions withTraces(TraceShare changed) {
        return new CallOptions(timeout, metadata, hashKey, changed);
    }
}
