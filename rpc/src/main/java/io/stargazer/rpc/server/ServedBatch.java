package io.stargazer.rpc.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.stargazer.api.Failure;
import io.stargazer.api.Status;
import io.stargazer.rpc.CallContext;
import io.stargazer.rpc.Metadata;
import io.stargazer.rpc.bulk.BulkBatch;
import io.stargazer.rpc.bulk.BulkHandler;
import io.stargazer.rpc.loop.BurstClock;
import io.stargazer.rpc.service.BoundMethod;
import io.stargazer.rpc.stream.CallKind;
import io.stargazer.rpc.wire.FrameReader;
import io.stargazer.rpc.wire.FrameType;
import io.stargazer.rpc.wire.Frames;
import io.stargazer.rpc.wire.Outbox;
import io.stargazer.rpc.wire.ProtocolViolation;
import io.stargazer.rpc.wire.RequestHead;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The requests of one method that one read has brought in a row, while their handler goes through
 * them. A request is parsed when the handler comes to it, a response is written straight into the
 * frame that carries it. One for a connection, used for batch after batch; event loop only.
 */
final class ServedBatch implements BulkBatch {

    private final ServedCalls calls;
    private final Outbox out;
    private final RequestHead head;
    private final Tally tally;
    private final int maxResponseBytes;
    private @Nullable FrameReader source;
    private @Nullable BoundMethod method;
    private long number;
    private int callId;
    private ByteBuf request = Unpooled.EMPTY_BUFFER;
    private ByteBuf response = Unpooled.EMPTY_BUFFER;

    /** The first request was there before the batch; the others are asked for. */
    private boolean isFirst;

    /** A response is being written. */
    private boolean isOpen;

    private @Nullable Failure failure;
    private int answered;

    ServedBatch(ServedCalls calls, Outbox out, RequestHead head, Tally tally, int maxFrameBytes) {
        this.calls = calls;
        this.out = out;
        this.head = head;
        this.tally = tally;
        this.maxResponseBytes = maxFrameBytes - FrameType.HEADER_BYTES;
    }

    /** What brings the frames from now on. */
    void comesFrom(FrameReader frames) {
        source = frames;
    }

    /** Serves the request whose head was just read, and those of its kind that follow it. */
    void serve(
            BoundMethod bound, BulkHandler handler, int firstId, ByteBuf body, CallContext call) {
        method = bound;
        number = head.method();
        callId = firstId;
        request = body;
        isFirst = true;
        CallContext.Serving serving = CallContext.Serving.ofThisThread();
        CallContext before = serving.enter(call);
        Failure rest;
        try {
            handler.handle(call, this);
            rest = Refusals.unanswered(bound);
        } catch (Throwable thrown) {
            rest = Refusals.thrown(bound, call, thrown);
            if (isOpen) {
                fail(rest);
            }
        } finally {
            serving.leave(before);
        }
        while (next()) {
            fail(rest);
        }
        tally.count(bound, Status.OK, answered);
        answered = 0;
        request = Unpooled.EMPTY_BUFFER;
        response = Unpooled.EMPTY_BUFFER;
    }

    @Override
    public boolean next() {
        if (isOpen) {
            answer();
        }
        if (isFirst) {
            isFirst = false;
        } else if (!followWithRoom()) {
            return false;
        }
        response = out.begin(FrameType.RESPONSE, 0, callId);
        isOpen = true;
        return true;
    }

    private void answer() {
        isOpen = false;
        int bytes = out.bodyBytes();
        Failure why = failure;
        if (why == null && bytes > maxResponseBytes) {
            why = Refusals.responseTooLarge(bytes);
        }
        if (why == null) {
            out.end();
            answered++;
        } else {
            failure = null;
            out.takeBack();
            Frames.error(out, callId, false, why);
            tally.count(Objects.requireNonNull(method), why.status(), 1);
        }
    }

    /** Goes on to the next request for whose answer there is room; refuses those before it. */
    private boolean followWithRoom() {
        boolean found = follow();
        while (found && out.isFull()) {
            Frames.error(out, callId, true, Refusals.outgoingFull());
            tally.count(Objects.requireNonNull(method), Status.OVERLOADED, 1);
            found = follow();
        }
        return found;
    }

    private boolean follow() {
        FrameReader frames = Objects.requireNonNull(source);
        if (!frames.follows(FrameType.REQUEST)
                || CallKind.ofFlags(frames.followerFlags()) != CallKind.CALL
                || !calls.isFree(frames.followerCallId())) {
            return false;
        }
        ByteBuf body = frames.follow();
        if (!isOfThisMethod(body)) {
            frames.giveBack();
            return false;
        }
        callId = frames.followerCallId();
        request = body;
        return true;
    }

    private boolean isOfThisMethod(ByteBuf body) {
        BurstClock clock = out.clock();
        try {
            if (!head.readSame(body, clock)) {
                head.read(body, clock);
            }
            return head.method() == number;
        } catch (ProtocolViolation malformed) {
            // Given back, it comes again as a frame of its own, and the connection is closed then.
            return false;
        }
    }

    @Override
    public ByteBuf request() {
        return request;
    }

    @Override
    public ByteBuf response() {
        return response;
    }

    @Override
    public void fail(Failure why) {
        failure = why;
    }

    @Override
    public long deadlineNs() {
        return head.deadlineNs();
    }

    @Override
    public Metadata metadata() {
        return head.metadata();
    }
}
