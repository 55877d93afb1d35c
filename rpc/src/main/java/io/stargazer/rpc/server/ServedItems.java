package io.stargazer.rpc.server;

import io.netty.buffer.ByteBuf;
import io.stargazer.api.Failure;
import io.stargazer.rpc.stream.CallKind;
import io.stargazer.rpc.stream.EncodedItem;
import io.stargazer.rpc.stream.Inlet;
import io.stargazer.rpc.stream.ItemReceiver;
import io.stargazer.rpc.stream.ItemSender;
import io.stargazer.rpc.stream.Nothing;
import io.stargazer.rpc.stream.Outlet;
import io.stargazer.rpc.wire.Frames;
import io.stargazer.rpc.wire.Outbox;
import io.stargazer.rpc.wire.Outgoing;
import io.stargazer.rpc.wire.ProtocolViolation;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What streams in one call that is served: the caller's items, the provider's, or both (RP-1). When
 * the call ends, so do both; a caller learns that its items are not wanted by the end of the call.
 */
final class ServedItems implements Inlet, Outlet {

    private final ServerCall call;
    private final ServedCalls calls;
    private final @Nullable ItemReceiver receiver;
    private final @Nullable ItemSender sender;

    ServedItems(ServerCall call, ServedCalls calls, CallKind kind) {
        this.call = call;
        this.calls = calls;
        Executor threads = task -> calls.work(() -> call.context().run(task));
        this.receiver = kind.callerStreams() ? new ItemReceiver(this, threads) : null;
        this.sender = kind.providerStreams() ? new ItemSender(this, threads) : null;
    }

    /** For the handler: what the caller sends. */
    Flow.Publisher<byte[]> incoming() {
        return receiver == null ? Nothing.published() : receiver;
    }

    /** The handler's thread: what it answers. */
    void send(Flow.Publisher<EncodedItem> publisher) {
        if (sender != null) {
            sender.subscribeTo(publisher);
        }
    }

    /** Event loop: a frame for this call came, as the next three. */
    void item(ByteBuf body) throws ProtocolViolation {
        expectItems().item(body);
    }

    void end() throws ProtocolViolation {
        expectItems().complete();
    }

    private ItemReceiver expectItems() throws ProtocolViolation {
        if (receiver == null) {
            throw unexpected();
        }
        return receiver;
    }

    void credit(long items) throws ProtocolViolation {
        if (sender == null) {
            throw unexpected();
        }
        sender.credit(items, calls.isWritable());
    }

    static ProtocolViolation unexpected() {
        return ProtocolViolation.malformed("this call does not stream in that direction");
    }

    /** Event loop: the socket takes more. */
    void resume() {
        if (sender != null) {
            sender.pump(true);
        }
    }

    /** Event loop: the handler has ended the call. */
    void over() {
        if (receiver != null) {
            receiver.abort(Refusals.ended());
        }
    }

    /** Event loop: the call was ended from outside. */
    void stop(Failure why) {
        if (receiver != null) {
            receiver.abort(why);
            receiver.interrupt();
        }
        if (sender != null) {
            sender.stop();
        }
    }

    @Override
    public void grant(long items) {
        later(out -> {
            if (!call.isAnswered()) {
                Frames.credit(out, call.id, items);
            }
        });
    }

    /**
     * Nothing to tell: without credit the caller sends nothing, and what it has sent is dropped.
     */
    @Override
    public void unwanted() {}

    @Override
    public void broken(Throwable thrown) {
        Failure why = Refusals.thrown(call.method(), call.context(), thrown);
        later(out -> calls.abort(call, why));
    }

    @Override
    public void submit(Outgoing item) {
        calls.submit(item);
    }

    @Override
    public int openId() {
        return call.isAnswered() ? 0 : call.id;
    }

    @Override
    public int maxItemBytes() {
        return calls.maxItemBytes();
    }

    @Override
    public void oversized(int itemBytes) {
        calls.abort(call, Refusals.itemTooLarge(maxItemBytes()));
    }

    @Override
    public void ended(@Nullable Throwable thrown) {
        if (thrown != null) {
            call.failing(thrown);
        }
    }

    @Override
    public void sent() {
        calls.conclude(call);
    }

    @Override
    public void released() {
        calls.submit(call);
    }

    private void later(Consumer<Outbox> work) {
        calls.submit(new Later(work));
    }

    /** Done in turn with the frames; not at all once the connection is closed. */
    private record Later(Consumer<Outbox> work) implements Outgoing {

        @Override
        public void write(Outbox out) {
            work.accept(out);
        }

        @Override
        public void abandon(String reason) {}
    }
}
