package io.stargazer.rpc.client;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.stargazer.api.Failure;
import io.stargazer.api.Unavailable;
import io.stargazer.rpc.CallContext;
import io.stargazer.rpc.Metadata;
import io.stargazer.rpc.loop.Slots;
import io.stargazer.rpc.loop.Sweep;
import io.stargazer.rpc.stream.CallKind;
import io.stargazer.rpc.wire.FrameReader;
import io.stargazer.rpc.wire.FrameType;
import io.stargazer.rpc.wire.Frames;
import io.stargazer.rpc.wire.HeadBytes;
import io.stargazer.rpc.wire.Outbox;
import io.stargazer.rpc.wire.ProtocolViolation;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of the provider on one connection: writes REQUEST, CANCEL and CREDIT, hands what
 * comes back to the open calls, ends those that are too late. Event loop only.
 */
final class Requests {

    /** Of bulk calls, on one connection. */
    private static final int MOST_UNSENT_PARTS = 1 << 18;

    private final Outbox out;
    private final CompletableFuture<String> leaving;
    private final Slots<OpenCall> calls = new Slots<>();
    private final MethodNumbers methods = new MethodNumbers();
    private final Sweep sweep;
    private int maxCalls;

    /** Bulk calls that could not be sent as a whole yet, and how many parts that are. */
    private final Deque<BulkCall> unsent = new ArrayDeque<>();

    private int unsentParts;

    /**
     * Nothing asked yet.
     *
     * @param leaving done when the connection takes no calls any more
     */
    Requests(EventLoop loop, Outbox out, int maxCalls, CompletableFuture<String> leaving) {
        this.out = out;
        this.maxCalls = maxCalls;
        this.leaving = leaving;
        this.sweep = new Sweep(loop, this::expire);
    }

    /** What the provider allows. */
    void limit(int calls, int defined) {
        maxCalls = calls;
        methods.limit(defined);
    }

    /**
     * Writes a REQUEST.
     *
     * @return the call's id, or 0 when the call was failed instead
     */
    int send(OpenCall call, RpcMethod method, Metadata metadata, byte[] payload, CallKind kind) {
        Failure problem = problem(call);
        int id = problem == null ? calls.open(call, 0, maxCalls) : 0;
        if (id == 0) {
            call.failed(problem == null ? tooMany("open call") : problem, true);
            return 0;
        }
        ByteBuf body = out.begin(FrameType.REQUEST, kind.flags(), id);
        Frames.requestHead(body, methods.number(method, out), leftNs(call), metadata);
        out.end(payload);
        sweep.expect(call.deadlineNs());
        return id;
    }

    /** Why this call cannot be sent; its method has a number when it can. */
    private @Nullable Failure problem(OpenCall call) {
        if (leftNs(call) <= 0) {
            return CallTerms.tooLate(call.method());
        }
        if (leaving.isDone()) {
            return left(leaving);
        }
        return methods.number(call.method(), out) < 0 ? tooMany("method") : null;
    }

    private long leftNs(OpenCall call) {
        return call.deadlineNs() == CallContext.NO_DEADLINE
                ? Long.MAX_VALUE
                : call.deadlineNs() - out.clock().nowNs();
    }

    private static Failure tooMany(String what) {
        return new Unavailable.Overloaded(
                "rpc.too-many-calls", "the connection has no room for another " + what);
    }

    /** Why a connection that is leaving takes no calls. */
    static Failure left(CompletableFuture<String> leaving) {
        return new Unavailable.Unreachable(
                "rpc.connection-closed",
                "the connection takes no calls: " + leaving.getNow("it is closing"));
    }

    /** Sends a bulk call, as much of it as possible now and the rest as ids and room come free. */
    void send(BulkCall call) {
        if (call.unsent() > MOST_UNSENT_PARTS - unsentParts) {
            call.failUnsent(
                    new Unavailable.Overloaded(
                            "rpc.outgoing-full",
                            "too many parts of bulk calls wait to be sent on the connection"));
            return;
        }
        unsent.add(call);
        unsentParts += call.count(call.unsent());
        sweep.expect(call.deadlineNs());
        sendUnsent();
    }

    /** Goes on with bulk calls, the oldest first. */
    void sendUnsent() {
        @Nullable BulkCall first;
        while ((first = unsent.peek()) != null && out.isOpen() && out.isWritable()) {
            Failure problem = first.isDone() ? null : sendMore(first);
            if (problem == null && first.unsent() > 0 && !first.isDone()) {
                unsentParts += first.count(first.unsent());
                return;
            }
            unsentParts += first.count(0);
            unsent.remove();
            if (problem == null) {
                first.endIfComplete();
            } else {
                first.failUnsent(problem);
            }
        }
    }

    private @Nullable Failure sendMore(BulkCall call) {
        Failure problem = problem(call);
        if (problem == null) {
            int number = methods.number(call.method(), out);
            // Some ids are left for single calls, which do not wait.
            int limit = Math.max(1, maxCalls - maxCalls / 8);
            call.send(
                    out,
                    calls,
                    limit,
                    new HeadBytes(number, leftNs(call), call.terms().metadata()));
        }
        return problem;
    }

    /** The caller has lost interest in a bulk call. */
    void giveUp(BulkCall call) {
        for (int id = 1; id <= calls.highest() && out.isOpen(); id++) {
            if (calls.get(id) == call) {
                out.frame(FrameType.CANCEL, id);
            }
        }
        out.flush();
    }

    /**
     * A frame without a body, if the call is open still: the caller gives up, or ends its items.
     */
    void tell(FrameType type, int id, OpenCall call) {
        if (id != 0 && calls.get(id) == call && out.isOpen()) {
            out.frame(type, id);
            out.flush();
        }
    }

    void credit(int id, OpenCall call, long items) {
        if (id != 0 && calls.get(id) == call && out.isOpen()) {
            Frames.credit(out, id, items);
            out.flush();
        }
    }

    /**
     * A RESPONSE came, and perhaps more for the same bulk call right behind it. A call is closed
     * only when that made sense.
     */
    void response(int id, ByteBuf body, FrameReader frames) throws ProtocolViolation {
        OpenCall call = calls.get(id);
        if (call == null) {
            return;
        }
        call.response(calls.tag(id), body);
        calls.close(id);
        if (call instanceof BulkCall bulk) {
            bulk.follow(frames, calls);
        }
    }

    /**
     * A frame of a call's streams came. A call that is unknown has ended while the frame was on its
     * way.
     */
    void streamed(FrameType type, int id, ByteBuf body) throws ProtocolViolation {
        long credit = type == FrameType.CREDIT ? Frames.readCredit(body) : 0;
        OpenCall call = calls.get(id);
        if (call == null) {
            return;
        }
        if (type == FrameType.ITEM) {
            call.item(body);
        } else if (type == FrameType.CREDIT) {
            call.credit(credit, out.isWritable());
        } else {
            call.end();
            calls.close(id);
        }
    }

    /** The socket has room again: lets streams and bulk calls go on. */
    void goOn() {
        sendUnsent();
        for (int id = 1; id <= calls.highest(); id++) {
            if (calls.get(id) instanceof ClientStream stream) {
                stream.resume();
            }
        }
    }

    void error(int id, Failure failure, boolean neverStarted) {
        OpenCall call = calls.get(id);
        if (call != null) {
            methods.answered(call.method(), failure, neverStarted);
            call.failed(calls.tag(id), failure, neverStarted);
            calls.close(id);
            if (call instanceof BulkCall bulk) {
                bulk.endIfComplete();
            }
        }
    }

    boolean isIdle() {
        return calls.size() == 0 && unsent.isEmpty();
    }

    /** The connection is gone. */
    void lost(Failure why) {
        for (OpenCall call : calls.closeAll()) {
            call.failed(why, false);
        }
        for (BulkCall call : List.copyOf(unsent)) {
            call.failed(why, true);
        }
        unsent.clear();
    }

    private long expire(long nowNs) {
        long next = Sweep.NONE;
        for (int id = 1; id <= calls.highest(); id++) {
            next = Sweep.earlier(next, expire(calls.get(id), id, nowNs));
        }
        for (BulkCall call : List.copyOf(unsent)) {
            next = Sweep.earlier(next, expire(call, 0, nowNs));
        }
        out.flush();
        return next;
    }

    /** Ends the call when its time is over; else tells its deadline. */
    private long expire(@Nullable OpenCall call, int id, long nowNs) {
        if (call == null || call.isSettled()) {
            return Sweep.NONE;
        }
        if (call.deadlineNs() == CallContext.NO_DEADLINE || call.deadlineNs() - nowNs > 0) {
            return call.deadlineNs();
        }
        if (call instanceof BulkCall bulk) {
            giveUp(bulk);
        } else {
            out.frame(FrameType.CANCEL, id);
        }
        call.failed(CallTerms.tooLate(call.method()), false);
        return Sweep.NONE;
    }
}
