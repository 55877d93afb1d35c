package io.stargazer.server.rpc;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Flow;
import java.util.function.Supplier;

/**
 * Publishes a value that replaces itself: a subscriber gets the present one, then newer ones as
 * fast as it asks, skipping those it was too slow for. Thread-safe.
 */
public final class LatestValue<T> implements Flow.Publisher<T> {

    private final Supplier<T> present;
    private final Set<Subscription> subscriptions = ConcurrentHashMap.newKeySet();

    /**
     * @param present reads the value of this moment
     */
    public LatestValue(Supplier<T> present) {
        this.present = present;
    }

    /** Tells all subscribers that there is a newer value. */
    public void changed() {
        subscriptions.forEach(Subscription::offer);
    }

    @Override
    public void subscribe(Flow.Subscriber<? super T> subscriber) {
        Subscription subscription = new Subscription(subscriber);
        subscriptions.add(subscription);
        subscriber.onSubscribe(subscription);
    }

    private final class Subscription implements Flow.Subscription {

        private final Flow.Subscriber<? super T> subscriber;
        private long demand;
        private boolean isNew = true;

        Subscription(Flow.Subscriber<? super T> subscriber) {
            this.subscriber = subscriber;
        }

        synchronized void offer() {
            isNew = true;
            deliver();
        }

        @Override
        public synchronized void request(long n) {
            demand += n;
            deliver();
        }

        private void deliver() {
            if (isNew && demand > 0) {
                isNew = false;
                demand--;
                subscriber.onNext(present.get());
            }
        }

        @Override
        public void cancel() {
            subscriptions.remove(this);
        }
    }
}
