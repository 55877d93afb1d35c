package io.stargazer.rpc.stream;

import io.netty.buffer.ByteBuf;
import io.netty.util.ReferenceCountUtil;
import io.stargazer.rpc.wire.FrameType;
import io.stargazer.rpc.wire.Outbox;
import io.stargazer.rpc.wire.Outgoing;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jctools.queues.MpscUnboundedArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * The items of one call on their way to the other side, whichever that is (RP-1). The publisher is
 * asked for no more than the other side's credit, and for no more than a {@link Window} of items
 * that are not yet written, so a slow reader or socket holds the publisher back and nothing grows.
 * Items that take more {@link Credit} than there is wait here for the rest of it.
 *
 * <p>The event loop counts; a {@link Strand} talks to the subscription, so a publisher may publish
 * or block inside {@code subscribe} and inside {@code request}. One that breaks the rules of {@link
 * Flow} ends its own call.
 */
public final class ItemSender implements Flow.Subscriber<EncodedItem>, Outgoing {

    /** Most items that the publisher was asked for and that are not yet written. */
    static final int WINDOW = 128;

    /** Stands behind the last item. */
    private enum End {
        SENT
    }

    private final Outlet outlet;
    private final Strand strand;

    /** Asked for by the event loop, taken by the strand. */
    private final AtomicLong demand = new AtomicLong();

    /** Asked of the publisher, not yet here. */
    private final AtomicLong owed = new AtomicLong();

    /** On the way from the publisher to the event loop: items, then {@link End}. */
    private final Queue<Object> ready = new MpscUnboundedArrayQueue<>(16);

    /** This waits in the outbox, so that its items leave in their order. */
    private final AtomicBoolean submitted = new AtomicBoolean();

    private final AtomicBoolean ended = new AtomicBoolean();
    private final AtomicBoolean cancelled = new AtomicBoolean();

    /** The return of {@code subscribe}, the publisher's end, and that everything has left. */
    private final AtomicInteger unfinished = new AtomicInteger(3);

    private volatile boolean stopped;
    private volatile @Nullable Thread subscribing;
    private volatile Flow.@Nullable Subscription subscription;

    /** Event loop only. */
    private final Window window = new Window(WINDOW);

    /** Below 0: what items have taken that was not given yet. */
    private long credit;

    /** Items that the publisher was asked for and that have not left. */
    private int unwritten;

    /**
     * Sends nothing yet.
     *
     * @param threads for talking to the publisher: see {@link Strand}
     */
    public ItemSender(Outlet outlet, Executor threads) {
        this.outlet = outlet;
        this.strand = new Strand(threads, this::talk);
    }

    /** Once: subscribes on this thread, which the publisher may hold as long as it likes. */
    public void subscribeTo(Flow.Publisher<EncodedItem> publisher) {
        subscribing = Thread.currentThread();
        try {
            publisher.subscribe(this);
        } catch (Throwable thrown) {
            breakOff(thrown);
        }
        subscribing = null;
        finishOne();
    }

    /** The strand: one turn. */
    private void talk() {
        Flow.Subscription source = subscription;
        try {
            if (stopped) {
                Thread.interrupted();
                cancel();
                endQuietly();
            } else if (source != null && !ended.get()) {
                long items = demand.getAndSet(0);
                if (items > 0) {
                    owed.addAndGet(items);
                    source.request(items);
                }
            }
        } catch (Throwable thrown) {
            breakOff(thrown);
        }
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        if (subscription != null || ended.get()) {
            given.cancel();
            return;
        }
        subscription = Objects.requireNonNull(given, "a publisher gave no subscription");
        strand.wake();
    }

    @Override
    public void onNext(EncodedItem item) {
        if (ended.get()) {
            return;
        }
        if (item == null) {
            breakOff(new IllegalStateException("the publisher sent null instead of an item"));
        } else if (owed.getAndDecrement() <= 0) {
            breakOff(new IllegalStateException("the publisher sent more items than requested"));
        } else {
            pass(item.bytes().retainedDuplicate());
        }
    }

    @Override
    public void onError(Throwable thrown) {
        end(thrown);
    }

    @Override
    public void onComplete() {
        end(null);
    }

    private void pass(Object next) {
        ready.add(next);
        submit();
    }

    private void submit() {
        if (!submitted.get() && submitted.compareAndSet(false, true)) {
            outlet.submit(this);
        }
    }

    private void breakOff(Throwable thrown) {
        end(thrown);
        cancel();
    }

    private void end(@Nullable Throwable thrown) {
        if (ended.compareAndSet(false, true)) {
            outlet.ended(thrown);
            pass(End.SENT);
            finishOne();
        }
    }

    private void endQuietly() {
        if (ended.compareAndSet(false, true)) {
            finishOne();
            finishOne();
        }
    }

    private void finishOne() {
        if (unfinished.decrementAndGet() == 0) {
            outlet.released();
        }
    }

    private void cancel() {
        Flow.Subscription source = subscription;
        if (source != null && cancelled.compareAndSet(false, true)) {
            source.cancel();
        }
    }

    /** Any thread: the items are not wanted any more; the publisher is interrupted, cancelled. */
    public void stop() {
        if (!ready.isEmpty()) {
            submit();
        }
        if (stopped || ended.get()) {
            return;
        }
        stopped = true;
        strand.interrupt();
        Strand.interrupt(subscribing);
        strand.wake();
    }

    /** Event loop: the other side is ready for so many items more. */
    public void credit(long items, boolean writable) {
        boolean isUnlimited = items == Long.MAX_VALUE || credit > Long.MAX_VALUE - items;
        credit = isUnlimited ? Long.MAX_VALUE : credit + items;
        if (!ready.isEmpty()) {
            submit();
        }
        pump(writable);
    }

    /** Event loop: asks the publisher for what the other side and the socket can take. */
    public void pump(boolean writable) {
        int most = window.items();
        if (!writable || unwritten > most / 2) {
            return;
        }
        long more = Math.min(credit, most) - unwritten;
        if (more > 0) {
            unwritten += (int) more;
            demand.addAndGet(more);
            strand.wake();
        }
    }

    @Override
    public void write(Outbox out) {
        submitted.set(false);
        Object next;
        while ((next = ready.peek()) != null && mayLeave(next)) {
            ready.remove();
            if (next instanceof ByteBuf item) {
                write(out, item);
            } else {
                outlet.sent();
                finishOne();
            }
        }
    }

    private boolean mayLeave(Object next) {
        return next == End.SENT || credit > 0 || outlet.openId() == 0;
    }

    private void write(Outbox out, ByteBuf item) {
        unwritten--;
        int size = item.readableBytes();
        int id = outlet.openId();
        if (id == 0) {
            item.release();
        } else if (size > outlet.maxItemBytes()) {
            item.release();
            outlet.oversized(size);
        } else {
            out.begin(FrameType.ITEM, 0, id);
            out.end(item);
            if (credit != Long.MAX_VALUE) {
                credit -= Credit.takenBy(size);
            }
            window.saw(size);
            pump(out.isWritable());
        }
    }

    @Override
    public void abandon(String reason) {
        submitted.set(false);
        Object next;
        while ((next = ready.poll()) != null) {
            ReferenceCountUtil.release(next);
            if (next == End.SENT) {
                finishOne();
            }
        }
    }
}
