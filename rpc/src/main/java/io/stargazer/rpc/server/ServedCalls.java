package io.stargazer.rpc.server;

import io.netty.buffer.ByteBuf;
import io.netty.util.collection.IntObjectHashMap;
import io.stargazer.api.Failure;
import io.stargazer.api.Status;
import io.stargazer.rpc.CallContext;
import io.stargazer.rpc.CallObserver;
import io.stargazer.rpc.RpcLimits;
import io.stargazer.rpc.loop.Sweep;
import io.stargazer.rpc.service.BoundMethod;
import io.stargazer.rpc.wire.FrameType;
import io.stargazer.rpc.wire.Frames;
import io.stargazer.rpc.wire.Outbox;
import io.stargazer.rpc.wire.Outgoing;
import io.stargazer.rpc.wire.ProtocolViolation;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * The open calls of one connection at the provider, by id; ends those that are cancelled or too
 * late. Event loop only, but for what handlers submit.
 */
final class ServedCalls {

    private final Workers workers;
    private final Runnable idle;
    private final RpcLimits limits;
    private final CallObserver observer;
    private final Outbox out;
    private final Sweep sweep;
    private final IntObjectHashMap<ServerCall> calls = new IntObjectHashMap<>();

    /** Also counts calls whose caller was told an end while their handler still runs. */
    private int active;

    /**
     * No calls yet.
     *
     * @param workers where handlers run that may block, shared with the other connections
     * @param idle runs whenever the last open call has ended
     */
    ServedCalls(RpcSettings settings, Workers workers, Outbox out, Runnable idle) {
        this.workers = workers;
        this.idle = idle;
        this.limits = settings.limits();
        this.observer = settings.observer();
        this.out = out;
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

    /** How many are open, or have a handler that still runs. */
    int active() {
        return active;
    }

    /** A caller may use this id for a call. */
    boolean isFree(int callId) {
        return callId != 0 && (calls.isEmpty() || !calls.containsKey(callId));
    }

    /** Runs the handler of a call where it may block. */
    void start(ServerCall call) {
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
            if (deadlineNs != CallContext.NO_DEADLINE && deadlineNs - nowNs <= 0) {
                due.add(call);
            } else {
                next = Sweep.earlier(next, deadlineNs);
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
    }
}
