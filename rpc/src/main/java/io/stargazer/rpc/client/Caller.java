package io.stargazer.rpc.client;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;

/**
 * Something that calls can be made through: one connection, or a balanced choice of many. Safe for
 * use by any thread; nothing here blocks. Failures are {@link io.stargazer.api.Failure}s.
 */
public interface Caller {

    /**
     * The future completes on an event loop; what hangs on it must not block. Cancelling it cancels
     * the call at the provider.
     */
    CompletableFuture<byte[]> call(RpcMethod method, byte[] payload, CallOptions options);

    /**
     * Each subscription is a call of its own. Items are delivered on a virtual thread of the
     * subscription, which may block; what is not requested stays at the provider.
     */
    Flow.Publisher<byte[]> stream(RpcMethod method, byte[] payload, CallOptions options);
}
