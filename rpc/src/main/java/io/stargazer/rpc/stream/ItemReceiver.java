package io.stargazer.rpc.stream;

import io.netty.buffer.ByteBuf;
import io.stargazer.rpc.wire.Fields;
import io.stargazer.rpc.wire.ProtocolViolation;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jctools.queues.SpscUnboundedArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * The items of one call as they come from the other side, whichever that is (RP-1). A {@link
 * Strand} delivers them to the one subscriber, which may block and then stalls only itself. The
 * other side is granted {@link Credit} as the subscriber asks, never more than a window ahead, so
 * what waits here is bounded even for {@code request(Long.MAX_VALUE)}: 256 items, and a mebibyte
 * besides the last of them.
 *
 * <p>A failure comes after the items that were asked for before it; those that nobody asked for are
 * dropped then.
 */
public final class ItemReceiver implements Flow.Publisher<byte[]>, Flow.Subscription {

    /** Most credit that the other side may have ahead of the subscriber. */
    private static final int WINDOW = 256;

    /** The same before the subscriber has taken anything. */
    private static final int FIRST_WINDOW = 16;

    /** Stands behind the last item. */
    private enum End {
        COMPLETE
    }

    /** Who the items are for, and what it asks by. */
    private record Reader(
            Flow.Subscriber<? super byte[]> subscriber, Flow.Subscription subscription) {}

    private final Inlet inlet;
    private final Strand strand;
    private final AtomicReference<@Nullable Reader> reader = new AtomicReference<>();
    private final Queue<Object> arrived = new SpscUnboundedArrayQueue<>(16);
    private final AtomicLong wanted = new AtomicLong();
    private volatile boolean unwanted;
    private volatile boolean badRequest;
    private volatile boolean aborted;
    private volatile @Nullable Throwable failure;

    /** Written by the strand. */
    private volatile long granted;

    private volatile boolean over;

    /** The strand's own: items, and the credit that they took. */
    private long delivered;

    private long used;
    private boolean introduced;

    /** Event loop only: credit that was taken by what came. */
    private long taken;

    private boolean completed;

    /**
     * Grants nothing yet.
     *
     * @param threads for the subscriber: see {@link Strand}
     */
    public ItemReceiver(Inlet inlet, Executor threads) {
        this.inlet = inlet;
        this.strand = new Strand(threads, this::deliver);
    }

    /** Delivers to this subscriber. A second one is refused: the items come once. */
    @Override
    public void subscribe(Flow.Subscriber<? super byte[]> subscriber) {
        deliverTo(subscriber, this);
    }

    /** The same; the subscriber is given {@code subscription} instead of this. */
    public void deliverTo(
            Flow.Subscriber<? super byte[]> subscriber, Flow.Subscription subscription) {
        if (reader.compareAndSet(null, new Reader(subscriber, subscription))) {
            strand.wake();
        } else {
            Nothing.fail(
                    subscriber,
                    new IllegalStateException("the items of a call have one subscriber"));
        }
    }

    /** The strand: one turn. */
    private void deliver() {
        Reader to = reader.get();
        if (to == null || over) {
            return;
        }
        try {
            if (!introduced) {
                introduced = true;
                to.subscriber().onSubscribe(to.subscription());
            }
            while (deliverNext(to.subscriber())) {
                grant();
            }
            grant();
        } catch (Throwable thrown) {
            finish();
            inlet.broken(thrown);
        }
    }

    /**
     * @return whether there may be another
     */
    private boolean deliverNext(Flow.Subscriber<? super byte[]> subscriber) {
        if (unwanted) {
            finish();
            return false;
        }
        if (badRequest) {
            cancel();
            finish();
            subscriber.onError(
                    new IllegalArgumentException("a subscriber requests at least one item"));
            return false;
        }
        Throwable broken = failure;
        Object next = aborted ? null : arrived.peek();
        if (next instanceof byte[] item && delivered < wanted.get()) {
            arrived.remove();
            delivered++;
            used += Credit.takenBy(item.length);
            subscriber.onNext(item);
            return true;
        }
        if (next == End.COMPLETE) {
            finish();
            subscriber.onComplete();
        } else if (broken != null) {
            finish();
            Thread.interrupted();
            subscriber.onError(broken);
        }
        return false;
    }

    private void finish() {
        over = true;
        arrived.clear();
    }

    /**
     * Lets the other side send what the subscriber wants, within the window. What was delivered and
     * took more than one is given back whole, so that it stays one for each item that is wanted.
     */
    private void grant() {
        if (over || unwanted) {
            return;
        }
        int most = delivered == 0 ? FIRST_WINDOW : WINDOW;
        long asked = wanted.get() - delivered;
        long ahead = granted - used;
        long more = Math.min(asked, most) - ahead;
        if (more > 0 && (ahead <= most / 2 || asked <= most)) {
            long total = granted + more;
            granted = total;
            inlet.grant(more);
        }
    }

    @Override
    public void request(long items) {
        if (items <= 0) {
            badRequest = true;
        } else {
            wanted.getAndUpdate(before -> before + items < 0 ? Long.MAX_VALUE : before + items);
        }
        strand.wake();
    }

    @Override
    public void cancel() {
        if (!unwanted) {
            unwanted = true;
            inlet.unwanted();
            strand.wake();
        }
    }

    /** Event loop: an item came. */
    public void item(ByteBuf bytes) throws ProtocolViolation {
        if (completed) {
            throw ProtocolViolation.malformed("an ITEM came after END");
        }
        if (taken >= granted) {
            throw ProtocolViolation.malformed("an ITEM came without credit");
        }
        taken += Credit.takenBy(bytes.readableBytes());
        arrive(Fields.readRest(bytes));
    }

    /** Event loop: the one answer of a call, for which no credit is needed, and its end. */
    public void only(byte[] answer) {
        completed = true;
        arrive(answer);
        arrive(End.COMPLETE);
    }

    /** Event loop: no more items will come. */
    public void complete() throws ProtocolViolation {
        if (completed) {
            throw ProtocolViolation.malformed("a second END came");
        }
        completed = true;
        arrive(End.COMPLETE);
    }

    private void arrive(Object next) {
        if (!over && !unwanted) {
            arrived.add(next);
            strand.wake();
        }
    }

    /** Any thread: the call has failed. */
    public void fail(Throwable thrown) {
        failure = thrown;
        strand.wake();
    }

    /** Any thread: nobody waits for the outcome, so items that wait are dropped. */
    public void abort(Throwable thrown) {
        if (!over) {
            failure = thrown;
            aborted = true;
            strand.wake();
        }
    }

    /** Interrupts the subscriber if it is at work. */
    public void interrupt() {
        strand.interrupt();
    }
}
