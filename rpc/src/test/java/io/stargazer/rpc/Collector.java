package io.stargazer.rpc;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;

/** Collects items; asks for so many at first and for no more by itself. */
public class Collector<T> implements Flow.Subscriber<T> {

    public final List<T> items = new CopyOnWriteArrayList<>();
    public final CompletableFuture<String> end = new CompletableFuture<>();
    public final CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();
    private final long first;

    public Collector(long first) {
        this.first = first;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        subscription.complete(given);
        if (first != 0) {
            given.request(first);
        }
    }

    @Override
    public void onNext(T item) {
        items.add(item);
    }

    @Override
    public void onError(Throwable failure) {
        end.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        end.complete("complete");
    }

    /** What it ended with, within ten seconds; fails when it completed. */
    public Throwable failure() throws Exception {
        return end.handle(
                        (complete, thrown) -> {
                            if (thrown == null) {
                                throw new AssertionError("the stream completed");
                            }
                            return thrown;
                        })
                .get(10, TimeUnit.SECONDS);
    }
}
