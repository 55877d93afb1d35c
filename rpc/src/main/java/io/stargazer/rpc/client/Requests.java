package io.stargazer.rpc.client;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.stargazer.api.Failure;
import io.stargazer.api.Unavailable;
import io.stargazer.rpc.CallContext;
import io.stargazer.rpc.Metadata;
import io.stargazer.rpc.stream.CallKind;
import io.stargazer.rpc.wire.FrameType;
import io.stargazer.rpc.wire.Frames;
import io.stargazer.rpc.wire.Outbox;
import io.stargazer.rpc.wire.Outgoing;
import io.stargazer.rpc.wire.ProtocolViolation;
import io.stargazer.rpc.wire.Sweep;

/**
 * What is asked of the provider on one connection: writes REQUEST, CANCEL and CREDIT, hands what
 * comes back to the open calls, ends those that are too late. Event loop only.
 */
final class Requests {

    private final Outbox out;
    private final OpenCalls calls = new OpenCalls();
    private final MethodNumbers methods = new MethodNumbers();
    private final Sweep sweep;
    private int maxCalls;

    Requests(EventLoop loop, Outbox out, int maxCalls) {
        this.out = out;
        this.maxCalls = maxCalls;
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
        long leftNs = Long.MAX_VALUE;
        if (call.deadlineNs() != CallContext.NO_DEADLINE) {
            leftNs = call.deadlineNs() - out.clock().nowNs();
            if (leftNs <= 0) {
                call.failed(CallTerms.tooLate(method), true);
                return 0;
            }
        }
        int number = methods.number(method, out);
        int id = number < 0 ? 0 : calls.open(call, maxCalls);
        if (id == 0) {
            call.failed(tooMany(number < 0), true);
            return 0;
        }
        ByteBuf body = out.begin(FrameType.REQUEST, kind.flags(), id);
        Frames.requestHead(body, number, leftNs, metadata);
        out.end(payload);
        sweep.expect(call.deadlineNs());
        return id;
    }

    private static Failure tooMany(boolean ofMethods) {
        return new Unavailable.Overloaded(
                "rpc.too-many-calls",
                ofMethods
                        ? "the connection has no number left for another method"
                        : "the connection has no room for another open call");
    }

    /** The caller has lost interest. */
    void cancel(int id, OpenCall call) {
        if (id != 0 && calls.get(id) == call && out.isOpen()) {
            out.frame(FrameType.CANCEL, id);
            out.flush();
        }
    }

    void credit(int id, OpenCall call, long items) {
        if (id != 0 && calls.get(id) == call && out.isOpen()) {
            Frames.credit(out, id, items);
            out.flush();
        }
    }

    void end(int id, OpenCall call) {
        if (id != 0 && calls.get(id) == call && out.isOpen()) {
            out.frame(FrameType.END, id);
            out.flush();
        }
    }

    /** Of a call that is open: what could not wait in the outbox. */
    void write(Outgoing part) {
        if (out.isOpen()) {
            part.write(out);
            out.flush();
        } else {
            part.abandon("the connection is closed");
        }
    }

    /**
     * A frame of a call came; the call is closed only when that made sense. One that is unknown has
     * ended while the frame was on its way.
     */
    void came(FrameType type, int id, ByteBuf body) throws ProtocolViolation {
        long credit = type == FrameType.CREDIT ? Frames.readCredit(body) : 0;
        OpenCall call = calls.get(id);
        if (call == null) {
            return;
        }
        switch (type) {
            case RESPONSE -> {
                call.response(body);
                calls.close(id);
            }
            case END -> {
                call.end();
                calls.close(id);
            }
            case CREDIT -> call.credit(credit, out.isWritable());
            default -> call.item(body);
        }
    }

    /** The socket has room again: lets the streams go on. */
    void pump() {
        for (int id = 1; id <= calls.highest(); id++) {
            if (calls.get(id) instanceof ClientStream stream) {
                stream.resume();
            }
        }
    }

    void error(int id, Failure failure, boolean neverStarted) {
        OpenCall call = calls.get(id);
        if (call != null) {
            call.failed(failure, neverStarted);
            calls.close(id);
        }
    }

    boolean isIdle() {
        return calls.size() == 0;
    }

    /** The connection is gone. */
    void lost(Failure why) {
        for (OpenCall call : calls.closeAll()) {
            call.failed(why, false);
        }
    }

    private long expire(long nowNs) {
        long next = Sweep.NONE;
        for (int id = 1; id <= calls.highest(); id++) {
            OpenCall call = calls.get(id);
            if (call == null || call.isSettled() || call.deadlineNs() == CallContext.NO_DEADLINE) {
                continue;
            }
            if (call.deadlineNs() - nowNs <= 0) {
                out.frame(FrameType.CANCEL, id);
                call.failed(CallTerms.tooLate(call.method()), false);
            } else if (next == Sweep.NONE || call.deadlineNs() - next < 0) {
                next = call.deadlineNs();
            }
        }
        out.flush();
        return next;
    }
}
