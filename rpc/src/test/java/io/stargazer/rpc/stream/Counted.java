package io.stargazer.rpc.stream;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/** Publishes so many items on the thread that asks for them, and counts what happens to it. */
final class Counted<T> implements Flow.Publisher<T> {

    final AtomicInteger subscribed = new AtomicInteger();
    final AtomicInteger emitted = new AtomicInteger();
    final CountDownLatch cancelled = new CountDownLatch(1);
    private final int count;
    private final IntFunction<T> item;

    Counted(int count, IntFunction<T> item) {
        this.count = count;
        this.item = item;
    }

    /** The numbers from 0 as one byte each. */
    static Counted<byte[]> bytes(int count) {
        return new Counted<>(count, at -> new byte[] {(byte) at});
    }

    @Override
    public void subscribe(Flow.Subscriber<? super T> subscriber) {
        subscribed.incrementAndGet();
        subscriber.onSubscribe(new Numbers(subscriber));
    }

    private final class Numbers implements Flow.Subscription {

        private final Flow.Subscriber<? super T> subscriber;
        private int next;

        private Numbers(Flow.Subscriber<? super T> subscriber) {
            this.subscriber = subscriber;
        }

        @Override
        public void request(long items) {
            for (long left = items; left > 0 && next < count; left--) {
                emitted.incrementAndGet();
                subscriber.onNext(item.apply(next++));
            }
            if (next == count) {
                next++;
                subscriber.onComplete();
            }
        }

        @Override
        public void cancel() {
            cancelled.countDown();
        }
    }
}
