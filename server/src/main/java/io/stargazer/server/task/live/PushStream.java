package io.stargazer.server.task.live;

import io.stargazer.rpc.stream.EncodedItem;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A stream to one client that takes what waits whenever the client is ready for more: what came
 * meanwhile travels as one item. Thread-safe; {@link #flush} never blocks.
 */
public final class PushStream implements Flow.Publisher<EncodedItem> {

    private final Supplier<@Nullable EncodedItem> waiting;
    private final Consumer<PushStream> onSubscribed;
    private final Consumer<PushStream> onCancelled;

    private Flow.@Nullable Subscriber<? super EncodedItem> subscriber;
    private long demand;
    private boolean isOver;
    private volatile boolean isGone;

    /**
     * @param waiting takes what waits as one item; null when nothing does
     * @param onSubscribed runs with this when items may be sent
     * @param onCancelled runs with this when the client is gone, perhaps under the lock of this
     *     stream: it must take no other
     */
    PushStream(
            Supplier<@Nullable EncodedItem> waiting,
            Consumer<PushStream> onSubscribed,
            Consumer<PushStream> onCancelled) {
        this.waiting = waiting;
        this.onSubscribed = onSubscribed;
        this.onCancelled = onCancelled;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super EncodedItem> given) {
        synchronized (this) {
            subscriber = given;
        }
        given.onSubscribe(new Subscription());
        onSubscribed.accept(this);
    }

    /** The client does not listen any more. */
    boolean isGone() {
        return isGone;
    }

    /** Sends what waits, as far as the client is ready for it. */
    synchronized void flush() {
        if (subscriber == null || isOver) {
            return;
        }
        while (demand > 0) {
            EncodedItem item = waiting.get();
            if (item == null) {
                return;
            }
            demand--;
            subscriber.onNext(item);
        }
    }

    /** Ends it. */
    synchronized void complete() {
        if (subscriber != null && !isOver) {
            isOver = true;
            subscriber.onComplete();
        }
    }

    /** Ends it with a reason. */
    synchronized void fail(Throwable reason) {
        if (subscriber != null && !isOver) {
            isOver = true;
            subscriber.onError(reason);
        }
    }

    private final class Subscription implements Flow.Subscription {

        @Override
        public void request(long items) {
            synchronized (PushStream.this) {
                demand = demand + items < 0 ? Long.MAX_VALUE : demand + items;
            }
            flush();
        }

        @Override
        public void cancel() {
            isGone = true;
            onCancelled.accept(PushStream.this);
        }
    }
}
