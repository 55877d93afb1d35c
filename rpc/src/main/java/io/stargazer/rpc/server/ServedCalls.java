package io.stargazer.rpc.server;

import io.netty.buffer.ByteBuf;
import io.netty.util.collection.IntObjectHashMap;
import io.stargazer.api.Failure;
import io.stargazer.api.Status;
import io.stargazer.rpc.CallContext;
import io.stargazer.rpc.CallObserver;
import io.stargazer.rpc.Login;
import io.stargazer.rpc.Peer;
import io.stargazer.rpc.RpcLimits;
import io.stargazer.rpc.limit.AdaptiveLimit;
import io.stargazer.rpc.service.BoundMethod;
import io.stargazer.rpc.stream.CallKind;
import io.stargazer.rpc.wire.Fields;
import io.stargazer.rpc.wire.FrameType;
import io.stargazer.rpc.wire.Frames;
import io.stargazer.rpc.wire.Outbox;
import io.stargazer.rpc.wire.Outgoing;
import io.stargazer.rpc.wire.ProtocolViolation;
import io.stargazer.rpc.wire.Sweep;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The calls of one connection at the provider: admits or refuses requests, keeps the open ones by
 * id, ends those that are cancelled or too late. Event loop only, but for what handlers submit.
 */
final class ServedCalls {

    private final Workers workers;
    private final Runnable idle;
    private final RpcLimits limits;
    private final CallObserver observer;
    private final Tally tally;
    private final InlineCalls inline;
    private final Outbox out;
    private final Peer peer;
    private final DefinedMethods methods;
    private final Sweep sweep;
    private final IntObjectHashMap<ServerCall> calls = new IntObjectHashMap<>();

    private final RequestHead head = new RequestHead();

    /** As of the beginning of the burst, like the refusal: both change only between bursts. */
    private @Nullable Login login;

    private @Nullable Failure refusal;

    /** Also counts calls whose caller was told an end while their handler still runs. */
    private int active;

    /**
     * No calls yet.
     *
     * @param workers where handlers run that may block, shared with the other connections
     * @param idle runs whenever the last open call has ended
     */
    ServedCalls(RpcSettings settings, Workers workers, Outbox out, Peer peer, Runnable idle) {
        this.workers = workers;
        this.idle = idle;
        this.limits = settings.limits();
        this.observer = settings.observer();
        this.tally = new Tally(observer);
        this.inline = new InlineCalls(this, out, limits.maxFrameBytes(), tally);
        this.out = out;
        this.peer = peer;
        this.methods = new DefinedMethods(settings.services());
        this.sweep = new Sweep(out.loop(), this::expire);
    }

    int maxItemBytes() {
        return limits.maxFrameBytes() - FrameType.HEADER_BYTES;
    }

    boolean isOnLoop() {
        return out.loop().inEventLoop();
    }

    boolean isWritable() {
        return out.isWritable();
    }

    boolean isIdle() {
        return active == 0;
    }

    /** A DEFINE came; a stranger may send a few. */
    void define(ByteBuf body) throws ProtocolViolation {
        int most = limits.maxMethods();
        methods.define(
                body, peer.login() == null ? Math.min(RpcLimits.STRANGERS_METHODS, most) : most);
    }

    /**
     * A read has brought something.
     *
     * @param refusal why the connection takes no calls now
     */
    void beginBurst(@Nullable Failure refusal) {
        this.refusal = refusal;
        Login now = peer.login();
        if (now != null && !now.equals(login)) {
            tally.caller(now.name());
        }
        login = now;
        tally.arrived();
    }

    void endBurst() {
        tally.tell();
    }

    /** A REQUEST came. */
    void request(int flags, int callId, ByteBuf body) throws ProtocolViolation {
        if (callId == 0 || calls.containsKey(callId)) {
            throw ProtocolViolation.malformed(
                    "the call id " + Integer.toUnsignedString(callId) + " cannot be used now");
        }
        Login caller = login;
        if (refusal != null || caller == null) {
            Frames.error(out, callId, true, refusal == null ? Refusals.loginFirst() : refusal);
            return;
        }
        if (active >= limits.maxConcurrentCalls()) {
            Frames.error(out, callId, true, Refusals.tooManyCalls(limits.maxConcurrentCalls()));
            return;
        }
        head.read(body, out.clock().nowNs());
        BoundMethod method = methods.find(head.method());
        if (method == null || method.kind() != CallKind.ofFlags(flags)) {
            Frames.error(out, callId, true, methods.refusal(head.method(), method));
            return;
        }
        CallContext context =
                new CallContext(peer, caller.principal(), head.deadlineNs(), head.metadata());
        if (method.inline() && method.kind() == CallKind.CALL) {
            inline.serve(callId, method, context, Fields.readRest(body));
        } else {
            hand(callId, method, context, body);
        }
    }

    /** Lets a thread of its own handle the call, unless there is too much to do. */
    private void hand(int callId, BoundMethod method, CallContext context, ByteBuf body) {
        int ticket = AdaptiveLimit.UNCOUNTED;
        if (method.kind() == CallKind.CALL) {
            ticket = workers.limit().begin(out.clock().nowNs());
            if (ticket == AdaptiveLimit.REFUSED) {
                Frames.error(out, callId, true, Refusals.overloaded(workers.limit().limit()));
                tally.count(method, Status.OVERLOADED, 1);
                return;
            }
        }
        ServerCall call = new ServerCall(this, callId, method, context, Fields.readRest(body));
        call.counted(ticket);
        open(call);
        workers.threads().execute(call);
        watch(call);
    }

    /** The handler of an inline call has run, and its outcome is still to come. */
    void await(ServerCall call, CompletionStage<byte[]> outcome) {
        open(call);
        call.awaitOnLoop(outcome);
        watch(call);
    }

    private void open(ServerCall call) {
        active++;
        calls.put(call.id, call);
    }

    private void watch(ServerCall call) {
        if (!call.isAnswered()) {
            sweep.expect(call.deadlineNs());
        }
    }

    /** A call has ended after having been open. */
    void ended(BoundMethod method, CallContext call, Status status, long startedNs) {
        observer.finished(
                method.service(),
                method.method(),
                call.principal().actor(),
                status,
                System.nanoTime() - startedNs);
    }

    void cancel(int callId) {
        ServerCall call = calls.remove(callId);
        if (call != null) {
            call.stop(out, Refusals.cancelled());
        }
    }

    /** A frame of a call's streams; one that is unknown may have ended while it was on its way. */
    void stream(FrameType type, int callId, ByteBuf body) throws ProtocolViolation {
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
        workers.threads().execute(task);
    }

    /** The handler of this call has ended. */
    void finish(ServerCall call) {
        forget(call);
        call.answer(out, limits.maxFrameBytes());
        if (active == 0) {
            idle.run();
        }
    }

    void forget(ServerCall call) {
        active--;
        workers.limit().end(call.ticket(), System.nanoTime());
        close(call);
    }

    /** The outcome of this call is known, though its handler is still at work. */
    void conclude(ServerCall call) {
        close(call);
        call.answer(out, limits.maxFrameBytes());
    }

    /** Ends a call that cannot go on. */
    void abort(ServerCall call, Failure why) {
        close(call);
        call.stop(out, why);
    }

    private void close(ServerCall call) {
        if (calls.get(call.id) == call) {
            calls.remove(call.id);
        }
    }

    /** The socket has room again: lets the streams go on. */
    void pump() {
        for (ServerCall call : calls.values()) {
            ServedItems items = call.items();
            if (items != null) {
                items.resume();
            }
        }
    }

    /** The connection is gone: stops what is open. */
    void closed() {
        List<ServerCall> open = new ArrayList<>(calls.values());
        calls.clear();
        open.forEach(call -> call.stop(out, Refusals.cancelled()));
        tally.tell();
    }
}
