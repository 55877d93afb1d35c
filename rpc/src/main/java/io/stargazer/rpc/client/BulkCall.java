package io.stargazer.rpc.client;

import io.netty.buffer.ByteBuf;
import io.stargazer.api.Failure;
import io.stargazer.api.Status;
import io.stargazer.rpc.bulk.BulkReplies;
import io.stargazer.rpc.bulk.BulkRequests;
import io.stargazer.rpc.bulk.Gathering;
import io.stargazer.rpc.loop.Slots;
import io.stargazer.rpc.wire.FrameReader;
import io.stargazer.rpc.wire.FrameType;
import io.stargazer.rpc.wire.HeadBytes;
import io.stargazer.rpc.wire.Outbox;
import io.stargazer.rpc.wire.Outgoing;
import io.stargazer.rpc.wire.ProtocolViolation;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Many calls of one method as one object: it takes an id for each of its parts, as many at a time
 * as there are free, and gathers what comes back. Event loop only, but for what a future offers.
 */
final class BulkCall extends CompletableFuture<BulkReplies> implements OpenCall, Outgoing {

    /** Small requests are put together, so many bytes at a time. */
    private static final int SOME_BYTES = 8 << 10;

    private final ClientConnection connection;
    private final RpcMethod method;
    private final BulkRequests requests;
    private final CallTerms terms;
    private final long startedNs;
    private final Gathering gathering;

    /** So many parts were sent, or have failed before. */
    private int sent;

    /** So many parts the connection counts as waiting, whatever became of them since. */
    private int counted;

    BulkCall(
            ClientConnection connection,
            RpcMethod method,
            BulkRequests requests,
            CallTerms terms,
            long nowNs) {
        this.connection = connection;
        this.method = method;
        this.requests = requests;
        this.terms = terms;
        this.startedNs = nowNs;
        this.gathering = new Gathering(requests.size());
    }

    CallTerms terms() {
        return terms;
    }

    /** Before the call is submitted: these parts will never be sent. */
    void refuse(int part, Failure why) {
        gathering.fail(part, why, true);
    }

    /** Parts that are not sent yet. */
    int unsent() {
        return requests.size() - sent;
    }

    /**
     * The connection counts so many parts as waiting from now on.
     *
     * @return how many more that are than before, mostly less
     */
    int count(int waiting) {
        int more = waiting - counted;
        counted = waiting;
        return more;
    }

    @Override
    public void write(Outbox out) {
        connection.requests().send(this);
    }

    /** Sends parts while there are ids for them and room in the socket. */
    void send(Outbox out, Slots<OpenCall> slots, int limit, HeadBytes head) {
        int parts = Math.max(0, Math.min(unsent(), limit - slots.size()));
        long most = (long) parts * head.frameBytes(requests.longest());
        byte[] frames = new byte[(int) Math.min(SOME_BYTES, most) + HeadBytes.SPOILT];
        while (unsent() > 0 && slots.size() < limit && out.isWritable()) {
            int until = Math.min(requests.size(), sent + limit - slots.size());
            int size = putSmall(frames, slots, until, head);
            if (size > 0) {
                out.frames(frames, size);
            } else if (sent < until) {
                sendLarge(out, slots, head);
            }
        }
    }

    /** Puts parts together until one does not fit. */
    private int putSmall(byte[] frames, Slots<OpenCall> slots, int until, HeadBytes head) {
        byte[] bytes = requests.bytes();
        int most = frames.length - HeadBytes.SPOILT;
        int filled = 0;
        int part = sent;
        for (; part < until; part++) {
            if (!gathering.has(part)) {
                int size = requests.length(part);
                if (head.frameBytes(size) > most - filled) {
                    break;
                }
                int id = slots.open(this, part, Integer.MAX_VALUE);
                filled = head.put(frames, filled, id, bytes, requests.offset(part), size);
            }
        }
        sent = part;
        return filled;
    }

    private void sendLarge(Outbox out, Slots<OpenCall> slots, HeadBytes head) {
        int part = sent++;
        int id = slots.open(this, part, Integer.MAX_VALUE);
        out.request(id, head, requests.bytes(), requests.offset(part), requests.length(part));
    }

    /** Responses of this call may have come right behind the one before. */
    void follow(FrameReader frames, Slots<OpenCall> slots) {
        boolean goesOn = !isDone();
        while (goesOn) {
            goesOn = gathering.takeSome(frames, id -> slots.close(id, this));
        }
        while (frames.follows(FrameType.RESPONSE)) {
            int part = slots.close(frames.followerCallId(), this);
            if (part < 0) {
                break;
            }
            response(part, frames.follow());
        }
        endIfComplete();
    }

    /** What was not sent will never be. */
    void failUnsent(Failure why) {
        gathering.failMissing(sent, why, true);
        sent = requests.size();
        endIfComplete();
    }

    @Override
    public void abandon(String reason) {
        failUnsent(CallTerms.closed(reason));
    }

    @Override
    public int bytes() {
        return requests.totalBytes();
    }

    @Override
    public boolean cancel(boolean mayInterrupt) {
        if (completeExceptionally(new CancellationException())) {
            connection.onLoop(() -> connection.requests().giveUp(this));
            observe(Status.CANCELLED, requests.size());
        }
        return isCancelled();
    }

    @Override
    public void response(int part, ByteBuf payload) {
        if (!isDone()) {
            gathering.take(part, payload);
        }
    }

    @Override
    public void failed(int part, Failure failure, boolean neverStarted) {
        if (!isDone()) {
            gathering.fail(part, failure, neverStarted);
        }
    }

    /** All that is still open fails; what was never sent was never started. */
    @Override
    public void failed(Failure failure, boolean neverStarted) {
        if (!isDone()) {
            gathering.failMissing(sent, failure, true);
            gathering.failMissing(0, failure, neverStarted);
            sent = requests.size();
            endIfComplete();
        }
    }

    /** To be called after outcomes have come. */
    void endIfComplete() {
        if (gathering.isComplete() && !isDone()) {
            BulkReplies replies = gathering.replies();
            if (complete(replies)) {
                observe(replies);
            }
        }
    }

    private void observe(BulkReplies replies) {
        for (int part = 0; replies.failures() > 0 && part < replies.size(); part++) {
            Failure failure = replies.failure(part);
            if (failure != null) {
                observe(failure.status(), 1);
            }
        }
        observe(Status.OK, replies.size() - replies.failures());
    }

    private void observe(Status status, int calls) {
        connection.observe(method, status, startedNs, calls);
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
    public boolean isSettled() {
        return isDone();
    }

    @Override
    public void response(ByteBuf payload) throws ProtocolViolation {
        response(0, payload);
    }

    /** Nobody waits on a call from inside it. */
    @Override
    public <U extends @Nullable Object> CompletableFuture<U> newIncompleteFuture() {
        return new CompletableFuture<>();
    }
}
