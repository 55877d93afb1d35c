package io.stargazer.rpc.stream;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * The one response of an upload as a future. Completes on the virtual thread that delivers it;
 * cancelling it cancels the call.
 */
public final class SingleItem extends CompletableFuture<byte[]> implements Flow.Subscriber<byte[]> {

    private volatile Flow.@Nullable Subscription subscription;

    @Override
    public void onSubscribe(Flow.Subscription given) {
        subscription = given;
        if (isCancelled()) {
            given.cancel();
        } else {
            given.request(1);
        }
    }

    @Override
    public void onNext(byte[] response) {
        complete(response);
    }

    @Override
    public void onError(Throwable thrown) {
        completeExceptionally(thrown);
    }

    @Override
    public void onComplete() {
        if (!isDone()) {
            completeExceptionally(new IllegalStateException("the call ended without a response"));
        }
    }

    @Override
    public boolean cancel(boolean mayInterrupt) {
        boolean done = super.cancel(mayInterrupt);
        Flow.Subscription given = subscription;
        if (done && given != null) {
            given.cancel();
        }
        return done;
    }

    @Override
    public <U extends @Nullable Object> CompletableFuture<U> newIncompleteFuture() {
        return new CompletableFuture<>();
    }
}
