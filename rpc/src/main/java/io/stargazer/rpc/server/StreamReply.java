package io.stargazer.rpc.server;

import io.netty.buffer.ByteBuf;
import io.stargazer.rpc.service.EncodedItem;
import io.stargazer.rpc.wire.FrameType;
import io.stargazer.rpc.wire.Outbox;
import io.stargazer.rpc.wire.Outgoing;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The items of one streaming call on their way to the caller. The publisher is asked for no more
 * than the caller's credit, and for no more than {@link #WINDOW} items that are not yet written, so
 * a slow socket holds the publisher back and nothing grows.
 *
 * <p>The call's virtual thread stays here and talks to the subscription; the event loop counts.
 */
final class StreamReply implements Flow.Subscriber<EncodedItem> {

    static final int WINDOW = 128;

    private final ServerCall call;

    /** Event loop only. */
    private long credit;

    private int unwritten;

    /** Asked for by the event loop, taken by the call's thread. */
    private final AtomicLong demand = new AtomicLong();

    private final AtomicLong granted = new AtomicLong();
    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile @Nullable Thread server;
    private volatile Flow.@Nullable Subscription subscription;

    StreamReply(ServerCall call) {
        this.call = call;
    }

    /** The call's virtual thread: until the stream has ended. */
    void serve(Flow.Publisher<EncodedItem> publisher) {
        server = Thread.currentThread();
        try {
            publisher.subscribe(this);
            while (!ended.get() && !call.context().isCancelled()) {
                long items = demand.getAndSet(0);
                Flow.Subscription source = subscription;
                if (items > 0 && source != null) {
                    granted.addAndGet(items);
                    source.request(items);
                } else {
                    demand.addAndGet(items);
                    LockSupport.park(this);
                }
                if (Thread.interrupted() && !call.context().isCancelled()) {
                    throw new InterruptedException("a stream was interrupted from outside");
                }
            }
            if (!ended.get()) {
                Flow.Subscription source = subscription;
                if (source != null) {
                    source.cancel();
                }
                fail(new InterruptedException("cancelled"));
            }
        } catch (Exception thrown) {
            fail(thrown);
        }
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        if (subscription != null) {
            given.cancel();
            return;
        }
        subscription = given;
        LockSupport.unpark(server);
    }

    @Override
    public void onNext(EncodedItem item) {
        if (ended.get()) {
            return;
        }
        if (granted.getAndDecrement() <= 0) {
            Flow.Subscription source = subscription;
            if (source != null) {
                source.cancel();
            }
            fail(new IllegalStateException("the publisher sent more items than were requested"));
            return;
        }
        call.calls().submit(new Item(item.bytes().retainedDuplicate()));
    }

    @Override
    public void onError(Throwable thrown) {
        fail(thrown);
    }

    @Override
    public void onComplete() {
        if (ended.compareAndSet(false, true)) {
            call.end();
            LockSupport.unpark(server);
        }
    }

    private void fail(Throwable thrown) {
        if (ended.compareAndSet(false, true)) {
            call.fail(thrown);
            LockSupport.unpark(server);
        }
    }

    /** Event loop: the caller is ready for more. */
    void credit(long items, boolean writable) {
        credit = credit + items < 0 ? Long.MAX_VALUE : credit + items;
        pump(writable);
    }

    /** Event loop: asks the publisher for what caller and socket can take. */
    void pump(boolean writable) {
        if (!writable || unwritten > WINDOW / 2) {
            return;
        }
        long more = Math.min(credit, WINDOW - unwritten);
        if (more > 0) {
            if (credit != Long.MAX_VALUE) {
                credit -= more;
            }
            unwritten += (int) more;
            demand.addAndGet(more);
            LockSupport.unpark(server);
        }
    }

    private final class Item implements Outgoing {

        private final ByteBuf bytes;

        private Item(ByteBuf bytes) {
            this.bytes = bytes;
        }

        @Override
        public void write(Outbox out) {
            unwritten--;
            if (call.isAnswered()) {
                bytes.release();
            } else if (bytes.readableBytes() > call.calls().maxItemBytes()) {
                bytes.release();
                call.calls().refuseItem(call);
            } else {
                out.begin(FrameType.ITEM, 0, call.id);
                out.end(bytes);
                pump(call.calls().isWritable());
            }
        }

        @Override
        public void abandon(String reason) {
            bytes.release();
        }
    }
}
