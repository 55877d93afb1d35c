package io.stargazer.rpc.client;

import io.stargazer.rpc.Metadata;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How one call is made.
 *
 * @param timeout null for the default: 10 s for a call, none for one that streams
 * @param metadata travels with the call
 * @param hashKey what consistent hashing looks at
 */
public record CallOptions(@Nullable Duration timeout, Metadata metadata, @Nullable String hashKey) {

    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);

    public static final CallOptions DEFAULT = new CallOptions(null, Metadata.EMPTY, null);

    public CallOptions withTimeout(Duration changed) {
        return new CallOptions(changed, metadata, hashKey);
    }

    public CallOptions withMetadata(Metadata changed) {
        return new CallOptions(timeout, changed, hashKey);
    }

    public CallOptions withHashKey(String changed) {
        return new CallOptions(timeout, metadata, changed);
    }
}
