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

    /**
     * A call that sends items after its payload, as the provider asks for them, and is answered
     * once. {@code items} is subscribed to, on a virtual thread, when the provider first asks, and
     * is cancelled when the call ends before the last item. When it fails, the call is cancelled
     * and the future fails with what it failed with. The future completes on a virtual thread. Such
     * a call is never repeated once an item may have been taken, idempotent or not.
     */
    CompletableFuture<byte[]> upload(
            RpcMethod method, byte[] payload, Flow.Publisher<byte[]> items, CallOptions options);

    /**
     * Items both ways, each at its own pace: {@code items} as in {@link #upload}, what comes back
     * as in {@link #stream}. Each subscription is a call of its own and subscribes to {@code items}
     * anew.
     */
    Flow.Publisher<byte[]> duplex(
            RpcMethod method, byte[] payload, Flow.Publisher<byte[]> items, CallOptions options);
}
