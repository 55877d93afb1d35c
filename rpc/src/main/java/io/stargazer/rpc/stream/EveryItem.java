package io.stargazer.rpc.stream;

import io.stargazer.api.Unavailable;
import java.util.concurrent.Flow;
import java.util.function.Consumer;

/**
 * Takes every item of a stream as it comes, one after the other, and says when there will be no
 * more: also when whoever takes them throws, since that ends a stream too. Asks for all at once, so
 * it suits what is small or rare.
 *
 * @param items takes an item, on the thread that brings it; must not block
 * @param end hears once why no more will come
 */
public record EveryItem<T>(Consumer<T> items, Consumer<Throwable> end)
        implements Flow.Subscriber<T> {

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(T item) {
        boolean taken = false;
        try {
            items.accept(item);
            taken = true;
        } finally {
            if (!taken) {
                end.accept(
                        new Unavailable.Unreachable(
                                "rpc.receiver-failed", "a listener of the stream failed"));
            }
        }
    }

    @Override
    public void onError(Throwable failure) {
        end.accept(failure);
    }

    @Override
    public void onComplete() {
        end.accept(new Unavailable.Unreachable("rpc.stream-ended", "the server ended the stream"));
    }
}
