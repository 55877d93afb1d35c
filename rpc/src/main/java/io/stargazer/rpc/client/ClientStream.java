package io.stargazer.rpc.client;

import io.netty.buffer.ByteBuf;
import io.stargazer.api.Failure;
import io.stargazer.api.Status;
import io.stargazer.api.Unavailable;
import io.stargazer.rpc.CallContext;
import io.stargazer.rpc.wire.Fields;
import io.stargazer.rpc.wire.Outbox;
import io.stargazer.rpc.wire.Outgoing;
import io.stargazer.rpc.wire.ProtocolViolation;
import java.util.Queue;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jctools.queues.SpscUnboundedArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * One streaming call. A virtual thread of its own delivers to the subscriber, so a slow subscriber
 * stalls only itself; it grants the provider credit as the subscriber asks, never more than {@link
 * #WINDOW} items ahead, so what waits here is bounded even for {@code request(Long.MAX_VALUE)}.
 */
public final class ClientStream implements OpenCall, Outgoing, Flow.Subscription {

    static final int WINDOW = 256;

    /** The last thing in the queue. */
    private record End(@Nullable Failure failure) {}

    private final ClientConnection connection;
    private final RpcMethod method;
    private final byte[] payload;
    private final CallTerms terms;
    private final Flow.Subscriber<? super byte[]> subscriber;
    private final Queue<Object> arrived = new SpscUnboundedArrayQueue<>(64);
    private final AtomicLong wanted = new AtomicLong();
    private final long startedNs = System.nanoTime();
    private final Thread pump;
    private volatile boolean cancelled;
    private volatile boolean badRequest;
    private volatile boolean neverStarted;
    private volatile long granted;

    /** The pump's own. */
    private long delivered;

    /** Event loop only. */
    private int id;

    private long received;
    private boolean settled;
    private boolean ended;

    ClientStream(
            ClientConnection connection,
            RpcMethod method,
            byte[] payload,
            CallTerms terms,
            Flow.Subscriber<? super byte[]> subscriber) {
        this.connection = connection;
        this.method = method;
        this.payload = payload;
        this.terms = terms;
        this.subscriber = subscriber;
        this.pump = Thread.ofVirtual().name("rpc-stream").unstarted(this::deliver);
    }

    void start() {
        pump.start();
    }

    /** After a failure: the provider did not begin this call, so it may be made elsewhere. */
    public boolean neverStarted() {
        return neverStarted;
    }

    private void deliver() {
        CallContext serving = terms.serving();
        Runnable forget = serving == null ? () -> {} : serving.onCancel(this::cancel);
        try {
            subscriber.onSubscribe(this);
            if (!connection.submit(this)) {
                neverStarted = true;
                subscriber.onError(connection.refusal());
                return;
            }
            while (!cancelled && !deliverNext()) {
                grant();
                if (mustWait()) {
                    LockSupport.park(this);
                }
            }
        } catch (RuntimeException | Error thrown) {
            cancel();
            throw thrown;
        } finally {
            forget.run();
        }
    }

    /**
     * @return whether that was the end
     */
    private boolean deliverNext() {
        if (badRequest) {
            cancel();
            subscriber.onError(
                    new IllegalArgumentException("a subscriber requests at least one item"));
            return true;
        }
        Object next = arrived.peek();
        if (next instanceof End end) {
            if (end.failure() == null) {
                subscriber.onComplete();
            } else {
                subscriber.onError(end.failure());
            }
            return true;
        }
        if (next instanceof byte[] item && delivered < wanted.get()) {
            arrived.remove();
            delivered++;
            subscriber.onNext(item);
        }
        return false;
    }

    private boolean mustWait() {
        Object next = arrived.peek();
        return next == null || (next instanceof byte[] && delivered >= wanted.get());
    }

    /** The pump: lets the provider send what the subscriber wants, within the window. */
    private void grant() {
        long ahead = granted - delivered;
        long more = Math.min(wanted.get() - granted, WINDOW - ahead);
        if (more > 0 && (ahead <= WINDOW / 2 || wanted.get() - granted == more)) {
            long total = granted + more;
            granted = total;
            connection.onLoop(() -> connection.credit(id, this, more));
        }
    }

    @Override
    public void request(long items) {
        if (items <= 0) {
            badRequest = true;
        } else {
            wanted.getAndUpdate(before -> before + items < 0 ? Long.MAX_VALUE : before + items);
        }
        LockSupport.unpark(pump);
    }

    @Override
    public void cancel() {
        if (!cancelled) {
            cancelled = true;
            connection.onLoop(this::cancelOnLoop);
            LockSupport.unpark(pump);
        }
    }

    private void cancelOnLoop() {
        if (!settled) {
            settle(Status.CANCELLED);
            connection.cancel(id, this);
        }
    }

    @Override
    public void write(Outbox out) {
        if (settled) {
            return;
        }
        // Credit follows in a task of its own, which the loop runs after this.
        id = connection.send(this, method, terms.metadata(), payload, true);
    }

    @Override
    public void abandon(String reason) {
        failed(
                new Unavailable.Unreachable(
                        "rpc.connection-closed", "the connection was closed: " + reason),
                true);
    }

    @Override
    public int bytes() {
        return payload.length;
    }

    @Override
    public RpcMethod method() {
        return method;
    }

    @Override
    public long deadlineNs() {
        return terms.deadlineNs();
    }

    @Override
    public void response(ByteBuf bytes) throws ProtocolViolation {
        throw ProtocolViolation.malformed("a RESPONSE came for a stream");
    }

    @Override
    public void item(ByteBuf bytes) throws ProtocolViolation {
        if (settled) {
            return;
        }
        if (++received > granted) {
            throw ProtocolViolation.malformed("an ITEM came without credit");
        }
        arrived.add(Fields.readRest(bytes));
        LockSupport.unpark(pump);
    }

    @Override
    public void end() {
        finish(null, false);
    }

    @Override
    public void failed(Failure failure, boolean notBegun) {
        finish(failure, notBegun);
    }

    private void finish(@Nullable Failure failure, boolean notBegun) {
        if (ended) {
            return;
        }
        ended = true;
        neverStarted = notBegun;
        if (!settled) {
            settle(failure == null ? Status.OK : failure.status());
        }
        arrived.add(new End(failure));
        LockSupport.unpark(pump);
    }

    private void settle(Status status) {
        settled = true;
        connection.observe(method, status, startedNs);
    }

    @Override
    public boolean isSettled() {
        return settled;
    }
}
