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
 * other side is granted credit as the subscriber asks, never more than a {@link Window} of items
 * ahead, so what waits here is bounded even for {@code request(Long.MAX_VALUE)}.
 *
 * <p>A failure comes after the items that were asked for before it; those that nobody asked for are
 * dropped then.
 */
public final class ItemReceiver implements Flow.Publisher<byte[]>, Flow.Subscription {

    /** Most items that the other side may send ahead of the subscriber. */
    static final int WINDOW = 256;

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

    /** The strand's own. */
    private final Window window = new Window(WINDOW);

    private long delivered;
    private boolean introduced;

    /** Event loop only. */
    private long received;

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
            window.saw(item.length);
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

    /** Lets the other side send what the subscriber wants, within the window. */
    private void grant() {
        if (over || unwanted) {
            return;
        }
        int most = window.items();
        long ahead = granted - delivered;
        long missing = wanted.get() - granted;
        long more = Math.min(missing, most - ahead);
        if (more > 0 && (ahead <= most / 2 || missing == more)) {
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
        if (++received > granted) {
            throw ProtocolViolation.malformed("an ITEM came without credit");
        }
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
