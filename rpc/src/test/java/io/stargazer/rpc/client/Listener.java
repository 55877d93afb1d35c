package io.stargazer.rpc.client;

import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Takes a stream and remembers what must not have happened. */
final class Listener implements Flow.Subscriber<byte[]> {

    private final long wanted;
    private final AtomicLong items = new AtomicLong();
    private final AtomicInteger ends = new AtomicInteger();
    private volatile boolean offended;
    private volatile Flow.@Nullable Subscription subscription;

    Listener(long wanted) {
        this.wanted = wanted;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        offended |= subscription != null;
        subscription = given;
        given.request(wanted);
    }

    @Override
    public void onNext(byte[] item) {
        offended |= ends.get() > 0 || items.incrementAndGet() > wanted;
    }

    @Override
    public void onError(Throwable failure) {
        ends.incrementAndGet();
    }

    @Override
    public void onComplete() {
        ends.incrementAndGet();
    }

    boolean hasEnded() {
        return ends.get() > 0;
    }

    /** One end, and no more items than were wanted. */
    boolean isContent() {
        return ends.get() == 1 && !offended;
    }
}
