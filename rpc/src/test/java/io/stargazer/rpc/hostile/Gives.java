package io.stargazer.rpc.hostile;

import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;

/** Publishes so many items as they are asked for; some of them too large, or more than wanted. */
public record Gives(int items, int habit) implements Flow.Publisher<byte[]> {

    private static final int OVERSIZE = 70_000;

    @Override
    public void subscribe(Flow.Subscriber<? super byte[]> subscriber) {
        subscriber.onSubscribe(new Giving(subscriber));
    }

    private final class Giving implements Flow.Subscription {

        private final Flow.Subscriber<? super byte[]> subscriber;
        private final AtomicInteger left = new AtomicInteger(items);

        private Giving(Flow.Subscriber<? super byte[]> subscriber) {
            this.subscriber = subscriber;
        }

        @Override
        public void request(long wanted) {
            for (long at = 0; at < wanted && left.getAndDecrement() > 0; at++) {
                subscriber.onNext(new byte[habit == 1 && left.get() == 2 ? OVERSIZE : 7]);
            }
            if (left.get() <= 0) {
                end();
            } else if (habit == 2) {
                subscriber.onNext(new byte[1]);
            }
        }

        private void end() {
            if (habit == 3) {
                subscriber.onError(new IllegalStateException("the publisher has a bug"));
            } else {
                subscriber.onComplete();
            }
        }

        @Override
        public void cancel() {
            left.set(Integer.MIN_VALUE / 2);
        }
    }
}
