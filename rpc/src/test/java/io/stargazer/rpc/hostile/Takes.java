package io.stargazer.rpc.hostile;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** Takes items a few at a time, and promises how many they were; may have enough early. */
public final class Takes implements Flow.Subscriber<byte[]> {

    private static final int AT_ONCE = 4;

    private final CompletableFuture<byte[]> answer = new CompletableFuture<>();
    private final int enough;
    private int taken;
    private Flow.@Nullable Subscription subscription;

    public Takes(int enough) {
        this.enough = enough;
    }

    public CompletableFuture<byte[]> answer() {
        return answer;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        subscription = given;
        given.request(AT_ONCE);
    }

    @Override
    public void onNext(byte[] item) {
        taken++;
        if (subscription != null && taken == enough) {
            subscription.cancel();
            onComplete();
        } else if (subscription != null && taken % AT_ONCE == 0) {
            subscription.request(AT_ONCE);
        }
    }

    @Override
    public void onError(Throwable failure) {
        answer.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        answer.complete(Script.u32(taken));
    }
}
