package io.stargazer.rpc.client;

import io.stargazer.rpc.stream.SingleItem;
import io.stargazer.rpc.stream.StreamRequest;
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
     * A call that streams, in either direction or both. Each subscription is a call of its own and
     * subscribes anew to what the request streams. Items are delivered on virtual threads, one
     * after the other; the subscriber may block, and what it does not request stays at the
     * provider. The caller's items are subscribed to, on a virtual thread, when the provider first
     * asks for one, and cancelled when the call ends before the last; when they fail, the call is
     * cancelled and ends with what they failed with. Such a call is never repeated once an item may
     * have been taken, idempotent or not.
     */
    Flow.Publisher<byte[]> open(RpcMethod method, StreamRequest request, CallOptions options);

    /** One request, a stream back: see {@link #open}. */
    default Flow.Publisher<byte[]> stream(RpcMethod method, byte[] payload, CallOptions options) {
        return open(method, StreamRequest.stream(payload), options);
    }

    /** Items both ways, each at its own pace: see {@link #open}. */
    default Flow.Publisher<byte[]> duplex(
            RpcMethod method, byte[] payload, Flow.Publisher<byte[]> items, CallOptions options) {
        return open(method, StreamRequest.duplex(payload, items), options);
    }

    /**
     * Items and one response: see {@link #open}. Begins at once. The future completes on a virtual
     * thread; cancelling it cancels the call.
     */
    default CompletableFuture<byte[]> upload(
            RpcMethod method, byte[] payload, Flow.Publisher<byte[]> items, CallOptions options) {
        SingleItem response = new SingleItem();
        open(method, StreamRequest.upload(payload, items), options).subscribe(response);
        return response;
    }
}
