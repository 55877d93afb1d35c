package io.stargazer.server.registry;

import io.stargazer.api.Failure;
import io.stargazer.api.identity.Principal;
import io.stargazer.api.registry.ServiceName;
import io.stargazer.rpc.stream.EncodedItem;
import java.util.ArrayDeque;
import java.util.concurrent.Flow;

/**
 * One watch as a stream: what the subscriber has not asked for yet waits here, up to a bound; who
 * falls behind further than that is sent the whole listing instead, when it asks again. So a slow
 * watcher costs little and still ends with the truth.
 */
final class WatchPublisher implements Flow.Publisher<EncodedItem> {

    private static final int MAX_WAITING = 1024;

    private final RegistryService registry;
    private final Principal principal;
    private final ServiceName service;
    private final long afterRevision;

    WatchPublisher(
            RegistryService registry,
            Principal principal,
            ServiceName service,
            long afterRevision) {
        this.registry = registry;
        this.principal = principal;
        this.service = service;
        this.afterRevision = afterRevision;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super EncodedItem> subscriber) {
        Subscription subscription = new Subscription(subscriber);
        subscriber.onSubscribe(subscription);
        subscription.end = registry.watch(principal, service, afterRevision, subscription);
        if (subscription.cancelled) {
            subscription.end.run();
        }
    }

    private final class Subscription implements Flow.Subscription, WatchHub.Watcher {

        private final Flow.Subscriber<? super EncodedItem> subscriber;
        private final ArrayDeque<PushedUpdate> waiting = new ArrayDeque<>(1);
        private long demand;
        private boolean overflowed;
        private volatile boolean cancelled;
        private volatile Runnable end = () -> {};

        Subscription(Flow.Subscriber<? super EncodedItem> subscriber) {
            this.subscriber = subscriber;
        }

        @Override
        public synchronized void update(PushedUpdate update) {
            if (overflowed) {
                return; // the listing to come will say it
            }
            if (waiting.size() == MAX_WAITING) {
                waiting.clear();
                overflowed = true;
                return;
            }
            waiting.add(update);
            deliver();
        }

        @Override
        public void request(long n) {
            boolean relist;
            synchronized (this) {
                demand = demand + n < 0 ? Long.MAX_VALUE : demand + n;
                deliver();
                relist = overflowed && demand > 0;
            }
            if (relist) {
                registry.relist(service, this::relisted);
            }
        }

        private synchronized void relisted(PushedUpdate listing) {
            overflowed = false;
            waiting.add(listing);
            deliver();
        }

        @Override
        public void failed(Failure failure) {
            if (!cancelled) {
                subscriber.onError(failure);
            }
        }

        private void deliver() {
            while (demand > 0 && !waiting.isEmpty() && !cancelled) {
                demand--;
                subscriber.onNext(waiting.remove().item());
            }
        }

        @Override
        public void cancel() {
            cancelled = true;
            end.run();
        }
    }
}
