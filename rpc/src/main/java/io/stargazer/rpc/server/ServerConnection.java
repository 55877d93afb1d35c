package io.stargazer.rpc.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.concurrent.Future;
import io.stargazer.api.Failure;
import io.stargazer.api.Status;
import io.stargazer.rpc.CallContext;
import io.stargazer.rpc.CallObserver;
import io.stargazer.rpc.Login;
import io.stargazer.rpc.Peer;
import io.stargazer.rpc.RpcLimits;
import io.stargazer.rpc.service.BoundMethod;
import io.stargazer.rpc.stream.CallKind;
import io.stargazer.rpc.wire.Fields;
import io.stargazer.rpc.wire.FrameListener;
import io.stargazer.rpc.wire.FrameType;
import io.stargazer.rpc.wire.Frames;
import io.stargazer.rpc.wire.Heartbeat;
import io.stargazer.rpc.wire.Outbox;
import io.stargazer.rpc.wire.Outgoing;
import io.stargazer.rpc.wire.ProtocolViolation;
import io.stargazer.rpc.wire.Sweep;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jctools.queues.MpscUnboundedArrayQueue;

/**
 * The provider's end of one connection. All state belongs to the event loop; handlers reach it
 * through the {@link Outbox}. What waits to be written is bounded by the number of calls and by the
 * stream windows.
 */
final class ServerConnection implements FrameListener {

    private static final long DRAIN_PING = 0x5354_4152_4741_5A45L;

    private static final Executor VIRTUAL = task -> Thread.ofVirtual().name("rpc-call").start(task);

    private final Channel channel;
    private final Executor workers;
    private final RpcSettings settings;
    private final RpcLimits limits;
    private final Outbox out;
    private final Peer peer;
    private final ServerLogin login;
    private final DefinedMethods methods;
    private final IntObjectHashMap<ServerCall> calls = new IntObjectHashMap<>();
    private final Sweep sweep;
    private final Heartbeat heartbeat;
    private final Future<?> loginTimer;
    private int active;
    private boolean draining;
    private boolean drainSeen;

    ServerConnection(Channel channel, RpcSettings settings) {
        this(channel, settings, VIRTUAL);
    }

    /**
     * @param workers where authenticators and handlers run
     */
    ServerConnection(Channel channel, RpcSettings settings, Executor workers) {
        this.channel = channel;
        this.workers = workers;
        this.settings = settings;
        this.limits = settings.limits();
        this.out = new Outbox(channel, new MpscUnboundedArrayQueue<Outgoing>(256));
        this.peer = new Peer(channel.remoteAddress(), this::closeFromOutside);
        this.login = new ServerLogin(settings, channel.eventLoop(), workers, out, peer);
        this.methods = new DefinedMethods(settings.services(), limits.maxMethods());
        this.sweep = new Sweep(channel.eventLoop(), this::expire);
        this.heartbeat =
                new Heartbeat(
                        channel.eventLoop(),
                        limits.times().ping().toMillis(),
                        limits.times().missedPings(),
                        this::ping,
                        this::dead);
        this.loginTimer =
                channel.eventLoop()
                        .schedule(
                                this::loginTimeout,
                                limits.times().login().toMillis(),
                                TimeUnit.MILLISECONDS);
    }

    Peer peer() {
        return peer;
    }

    CallObserver observer() {
        return settings.observer();
    }

    int maxItemBytes() {
        return limits.maxFrameBytes() - FrameType.HEADER_BYTES;
    }

    boolean isOnLoop() {
        return channel.eventLoop().inEventLoop();
    }

    boolean isWritable() {
        return channel.isWritable();
    }

    @Override
    public void frame(FrameType type, int flags, int callId, ByteBuf body)
            throws ProtocolViolation {
        heartbeat.heard();
        switch (type) {
            case REQUEST -> request(flags, callId, body);
            case DEFINE -> methods.define(body);
            case LOGIN -> login.attempt(body);
            case CANCEL -> cancel(callId);
            case ITEM, END, CREDIT -> stream(type, callId, body);
            case PING -> Frames.pong(out, body);
            case PONG -> pong(body);
            case GOAWAY -> Fields.readString(body);
            case CLOSE -> out.close("the caller closed: " + Frames.readFailure(body).getMessage());
            case LOGGED_IN, RESPONSE, ERROR ->
                    throw ProtocolViolation.malformed("a caller does not send " + type);
        }
    }

    private void request(int flags, int callId, ByteBuf body) throws ProtocolViolation {
        if (callId == 0 || calls.containsKey(callId)) {
            throw ProtocolViolation.malformed(
                    "the call id " + Integer.toUnsignedString(callId) + " cannot be used now");
        }
        Failure refusal = login.refusal();
        if (refusal == null && draining) {
            refusal = Refusals.draining();
        }
        if (refusal == null && active >= limits.maxConcurrentCalls()) {
            refusal = Refusals.tooManyCalls(limits.maxConcurrentCalls());
        }
        Login login = peer.login();
        if (refusal != null || login == null) {
            if (refusal != null) {
                Frames.error(out, callId, true, refusal);
            }
            return;
        }
        RequestHead head = RequestHead.read(body);
        BoundMethod method = methods.find(head.method());
        if (method == null || method.kind() != CallKind.ofFlags(flags)) {
            Frames.error(out, callId, true, methods.refusal(head.method(), method));
            return;
        }
        CallContext context =
                new CallContext(peer, login.principal(), head.deadlineNs(), head.metadata());
        start(new ServerCall(this, callId, method, context, Fields.readRest(body)), method);
    }

    private void start(ServerCall call, BoundMethod method) {
        active++;
        calls.put(call.id, call);
        if (method.inline()) {
            call.runInline();
        } else {
            workers.execute(call);
        }
        if (!call.isAnswered()) {
            sweep.expect(call.deadlineNs());
        }
    }

    private void cancel(int callId) {
        ServerCall call = calls.remove(callId);
        if (call != null) {
            call.stop(out, Refusals.cancelled());
        }
    }

    /** A frame of a call's streams; one that is unknown may have ended while it was on its way. */
    private void stream(FrameType type, int callId, ByteBuf body) throws ProtocolViolation {
        long credit = type == FrameType.CREDIT ? Frames.readCredit(body) : 0;
        ServerCall call = calls.get(callId);
        if (call == null) {
            return;
        }
        ServedItems items = call.items();
        if (items == null) {
            throw ServedItems.unexpected();
        }
        if (credit > 0) {
            items.credit(credit);
        } else if (type == FrameType.ITEM) {
            items.item(body);
        } else {
            items.end();
        }
    }

    private void pong(ByteBuf body) throws ProtocolViolation {
        Fields.need(body, 8);
        if (draining && body.readLong() == DRAIN_PING) {
            drainSeen = true;
            closeWhenDrained();
        }
    }

    private long expire(long nowNs) {
        long next = Sweep.NONE;
        List<ServerCall> due = new ArrayList<>();
        for (ServerCall call : calls.values()) {
            long deadlineNs = call.deadlineNs();
            if (deadlineNs == CallContext.NO_DEADLINE) {
                continue;
            }
            if (deadlineNs - nowNs <= 0) {
                due.add(call);
            } else if (next == Sweep.NONE || deadlineNs - next < 0) {
                next = deadlineNs;
            }
        }
        for (ServerCall call : due) {
            calls.remove(call.id);
            call.stop(out, Refusals.tooLate());
        }
        if (!due.isEmpty()) {
            out.flush();
        }
        return next;
    }

    /** Any thread: a handler has something for the caller. */
    void submit(Outgoing outgoing) {
        out.submit(outgoing);
    }

    /** Any thread: runs it where handlers run. */
    void work(Runnable task) {
        workers.execute(task);
    }

    /** Event loop: the handler of this call has ended. */
    void finish(ServerCall call) {
        forget(call);
        call.answer(out, limits.maxFrameBytes());
        closeWhenDrained();
    }

    void forget(ServerCall call) {
        active--;
        close(call);
    }

    /** Event loop: the outcome of this call is known, though its handler is still at work. */
    void conclude(ServerCall call) {
        close(call);
        call.answer(out, limits.maxFrameBytes());
    }

    /** Event loop: ends a call that cannot go on. */
    void abort(ServerCall call, Failure why) {
        close(call);
        call.stop(out, why);
    }

    private void close(ServerCall call) {
        if (calls.get(call.id) == call) {
            calls.remove(call.id);
        }
    }

    /** Any thread: see {@link #drain}. */
    void drainSoon() {
        channel.eventLoop().execute(this::drain);
    }

    /** Event loop: takes no new calls; closes once the caller knows and the open calls are done. */
    void drain() {
        if (draining || !out.isOpen()) {
            return;
        }
        draining = true;
        Frames.goAway(out, "the provider is stopping and takes no new calls");
        out.begin(FrameType.PING, 0, 0).writeLong(DRAIN_PING);
        out.end();
        out.flush();
    }

    private void closeWhenDrained() {
        if (draining && drainSeen && active == 0 && out.isOpen()) {
            shut(Status.UNREACHABLE, "rpc.drained", "the provider has stopped");
        }
    }

    /** Event loop: tells the caller why and closes. */
    void shut(Status status, String code, String sentence) {
        if (out.isOpen()) {
            Frames.close(out, status, code, sentence);
            out.close(sentence);
        }
    }

    private void closeFromOutside(String reason) {
        channel.eventLoop()
                .execute(() -> shut(Status.UNREACHABLE, "rpc.closed-by-provider", reason));
    }

    private void ping() {
        if (out.isOpen()) {
            Frames.ping(out);
            out.flush();
        }
    }

    private void dead() {
        peer.closed("the caller has been silent for too long");
        var unused = channel.close();
    }

    private void loginTimeout() {
        if (!login.done()) {
            shut(Status.UNAUTHENTICATED, "rpc.login-timeout", "no login came in time");
        }
    }

    @Override
    public void readComplete() {
        out.drainAndFlush();
    }

    @Override
    public void violated(ProtocolViolation violation) {
        shut(violation.status(), violation.code(), violation.sentence());
    }

    @Override
    public void writabilityChanged() {
        if (channel.isWritable()) {
            for (ServerCall call : calls.values()) {
                ServedItems items = call.items();
                if (items != null) {
                    items.resume();
                }
            }
        }
    }

    @Override
    public void closed(String reason) {
        heartbeat.stop();
        loginTimer.cancel(false);
        String why = out.closed(reason);
        List<ServerCall> open = new ArrayList<>(calls.values());
        calls.clear();
        open.forEach(call -> call.stop(out, Refusals.cancelled()));
        peer.closed(why);
    }
}
