package io.stargazer.rpc.client;

import io.netty.buffer.ByteBuf;
import io.stargazer.api.Failure;
import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import io.stargazer.rpc.CallContext;
import io.stargazer.rpc.codec.Converted;
import io.stargazer.rpc.stream.CallKind;
import io.stargazer.rpc.stream.EncodedItem;
import io.stargazer.rpc.stream.Inlet;
import io.stargazer.rpc.stream.ItemReceiver;
import io.stargazer.rpc.stream.ItemSender;
import io.stargazer.rpc.stream.Outlet;
import io.stargazer.rpc.stream.StreamRequest;
import io.stargazer.rpc.wire.Fields;
import io.stargazer.rpc.wire.FrameType;
import io.stargazer.rpc.wire.Outbox;
import io.stargazer.rpc.wire.Outgoing;
import io.stargazer.rpc.wire.ProtocolViolation;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * One call that streams, in either direction or both (RP-1). What comes back goes to the subscriber
 * on virtual threads; the one response of an upload counts as one item. The caller's publisher is
 * subscribed to when the provider first asks for an item, and cancelled when the call ends earlier.
 */
public final class ClientStream implements OpenCall, Outgoing, Flow.Subscription, Inlet, Outlet {

    private static final Executor VIRTUAL =
            task -> Thread.ofVirtual().name("rpc-stream").start(task);

    private final ClientConnection connection;
    private final RpcMethod method;
    private final StreamRequest request;
    private final CallTerms terms;
    private final ItemReceiver receiver = new ItemReceiver(this, VIRTUAL);
    private final ItemSender sender = new ItemSender(this, VIRTUAL);
    private final long startedNs = System.nanoTime();
    private volatile boolean neverStarted;

    /** What the caller's own publisher failed with; written before the event loop reads it. */
    private @Nullable Throwable broken;

    private volatile Runnable forget = () -> {};

    /** Event loop only. */
    private int id;

    /** What the subscriber asked for before the request was sent. */
    private long earlyCredit;

    private boolean asked;
    private boolean settled;
    private boolean ended;

    ClientStream(
            ClientConnection connection, RpcMethod method, StreamRequest request, CallTerms terms) {
        this.connection = connection;
        this.method = method;
        this.request = request;
        this.terms = terms;
    }

    /** Any thread, once; returns at once. */
    void start(Flow.Subscriber<? super byte[]> subscriber, @Nullable Failure problem) {
        CallContext serving = terms.serving();
        if (serving != null) {
            forget = serving.onCancel(() -> connection.onLoop(() -> breakOff(CallTerms.gone())));
        }
        if (problem != null) {
            failed(problem, true);
        } else if (!connection.submit(this)) {
            failed(connection.refusal(), true);
        }
        receiver.deliverTo(subscriber, this);
    }

    /**
     * After a failure: the provider did not begin this call and none of its items was taken, so it
     * may be made elsewhere.
     */
    public boolean neverStarted() {
        return neverStarted;
    }

    @Override
    public void write(Outbox out) {
        if (settled) {
            return;
        }
        id = connection.requests().send(this, method, terms.metadata(), request.payload(), kind());
        if (earlyCredit > 0) {
            connection.requests().credit(id, this, earlyCredit);
        }
    }

    private CallKind kind() {
        return request.kind();
    }

    @Override
    public void request(long items) {
        receiver.request(items);
    }

    @Override
    public void cancel() {
        receiver.cancel();
    }

    @Override
    public void grant(long items) {
        if (kind().providerStreams()) {
            connection.onLoop(() -> grantOnLoop(items));
        }
    }

    private void grantOnLoop(long items) {
        if (id == 0) {
            earlyCredit += items;
        } else {
            connection.requests().credit(id, this, items);
        }
    }

    @Override
    public void unwanted() {
        connection.onLoop(this::cancelOnLoop);
    }

    @Override
    public void broken(Throwable thrown) {
        connection.onLoop(this::cancelOnLoop);
        throw new IllegalStateException("the subscriber of " + method.path() + " failed", thrown);
    }

    private void cancelOnLoop() {
        if (!settled) {
            settle(Status.CANCELLED);
            connection.requests().tell(FrameType.CANCEL, id, this);
        }
    }

    @Override
    public void credit(long items, boolean writable) throws ProtocolViolation {
        expect(kind().callerStreams(), "a CREDIT came for a call without items");
        if (settled) {
            return;
        }
        if (!asked) {
            asked = true;
            VIRTUAL.execute(
                    () -> sender.subscribeTo(Converted.of(request.items(), EncodedItem::of)));
        }
        sender.credit(items, writable);
    }

    /** Event loop: the socket takes more. */
    void resume() {
        sender.pump(true);
    }

    @Override
    public void submit(Outgoing items) {
        connection.submitMore(items);
    }

    @Override
    public int openId() {
        return settled ? 0 : id;
    }

    @Override
    public int maxItemBytes() {
        return connection.maxPayloadBytes() - FrameType.HEADER_BYTES;
    }

    @Override
    public void oversized(int itemBytes) {
        breakOff(
                new Rejected(
                        Status.TOO_LARGE,
                        "rpc.item-too-large",
                        "an item of "
                                + itemBytes
                                + " bytes is over the provider's limit of "
                                + maxItemBytes()));
    }

    @Override
    public void ended(@Nullable Throwable thrown) {
        broken = thrown;
    }

    @Override
    public void sent() {
        if (broken != null) {
            breakOff(broken);
        } else if (!settled) {
            connection.requests().tell(FrameType.END, id, this);
        }
    }

    @Override
    public void released() {}

    /** Event loop: the caller itself cannot go on. */
    private void breakOff(Throwable thrown) {
        if (!settled) {
            connection.requests().tell(FrameType.CANCEL, id, this);
            finish(thrown, Status.CANCELLED);
        }
    }

    @Override
    public void abandon(String reason) {
        failed(CallTerms.closed(reason), true);
    }

    @Override
    public int bytes() {
        return request.payload().length;
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
        expect(!kind().providerStreams(), "a RESPONSE came for a stream");
        if (!settled) {
            receiver.only(Fields.readRest(bytes));
            finish(null, Status.OK);
        }
    }

    @Override
    public void item(ByteBuf bytes) throws ProtocolViolation {
        expect(kind().providerStreams(), "an ITEM came for a call with one response");
        if (!settled) {
            receiver.item(bytes);
        }
    }

    @Override
    public void end() throws ProtocolViolation {
        expect(kind().providerStreams(), "an END came for a call with one response");
        if (!settled) {
            receiver.complete();
            finish(null, Status.OK);
        }
    }

    private static void expect(boolean kept, String otherwise) throws ProtocolViolation {
        if (!kept) {
            throw ProtocolViolation.malformed(otherwise);
        }
    }

    @Override
    public void failed(Failure failure, boolean notBegun) {
        if (!ended) {
            neverStarted = notBegun && !asked;
            finish(failure, failure.status());
        }
    }

    private void finish(@Nullable Throwable thrown, Status status) {
        ended = true;
        if (!settled) {
            settle(status);
        }
        if (thrown != null) {
            receiver.fail(thrown);
        }
    }

    private void settle(Status status) {
        settled = true;
        sender.stop();
        forget.run();
        connection.observe(method, status, startedNs, 1);
    }

    @Override
    public boolean isSettled() {
        return settled;
    }
}
