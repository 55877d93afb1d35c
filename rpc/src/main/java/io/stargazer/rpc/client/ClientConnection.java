package io.stargazer.rpc.client;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.stargazer.api.Failure;
import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import io.stargazer.api.Unavailable;
import io.stargazer.rpc.CallObserver;
import io.stargazer.rpc.Credential;
import io.stargazer.rpc.RpcLimits;
import io.stargazer.rpc.entry.ClientLogin;
import io.stargazer.rpc.loop.Heartbeat;
import io.stargazer.rpc.wire.Fields;
import io.stargazer.rpc.wire.FrameListener;
import io.stargazer.rpc.wire.FrameReader;
import io.stargazer.rpc.wire.FrameType;
import io.stargazer.rpc.wire.Frames;
import io.stargazer.rpc.wire.LoggedIn;
import io.stargazer.rpc.wire.Outbox;
import io.stargazer.rpc.wire.Outgoing;
import io.stargazer.rpc.wire.ProtocolViolation;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.jctools.queues.MpscGrowableArrayQueue;
import org.jspecify.annotations.Nullable;

/** The consumer's end of one connection: all state belongs to the event loop. */
final class ClientConnection implements FrameListener {

    /** With the bound on bytes this bounds what waits. */
    private static final int QUEUE_LENGTH = 32 << 10;

    private final Channel channel;
    private final CallObserver observer;
    private final boolean isObserved;
    private final RpcLimits limits;
    private final Outbox out;
    private final Requests requests;
    private final ClientLogin login;
    private final Heartbeat heartbeat;
    private final CompletableFuture<String> closed = new CompletableFuture<>();
    private final CompletableFuture<String> leaving = new CompletableFuture<>();
    private @Nullable Failure closeReason;
    private @Nullable FrameReader frames;
    private boolean retired;
    private volatile int maxFrameBytes;
    private volatile String principal = "";

    ClientConnection(Channel channel, RpcLimits limits, CallObserver observer) {
        this.channel = channel;
        this.limits = limits;
        this.observer = observer;
        this.isObserved = !observer.equals(CallObserver.NONE);
        this.maxFrameBytes = limits.maxFrameBytes();
        this.out =
                new Outbox(
                        channel,
                        new MpscGrowableArrayQueue<Outgoing>(256, QUEUE_LENGTH),
                        limits.outgoingBytes());
        this.requests =
                new Requests(channel.eventLoop(), out, limits.maxConcurrentCalls(), leaving);
        this.login = new ClientLogin(out);
        this.heartbeat =
                new Heartbeat(
                        channel.eventLoop(),
                        limits.times().ping().toMillis(),
                        limits.times().missedPings(),
                        () -> Frames.ping(out),
                        this::dead);
    }

    /** The reason, once the connection is closed. */
    CompletableFuture<String> closed() {
        return closed;
    }

    /** Done when no new calls are taken: the provider is stopping, or we retire it. */
    CompletableFuture<String> leaving() {
        return leaving;
    }

    String principal() {
        return principal;
    }

    /** Any thread: the time, to the accuracy that a burst needs on its event loop. */
    long nowNs() {
        return channel.eventLoop().inEventLoop() ? out.clock().nowNs() : System.nanoTime();
    }

    void observe(RpcMethod method, Status status, long startedNs, int calls) {
        if (isObserved && calls > 0) {
            long nanos = nowNs() - startedNs;
            observer.finished(method.service(), method.method(), principal, status, nanos, calls);
        }
    }

    /**
     * Any thread.
     *
     * @return false when the call was refused; {@link #refusal} says why
     */
    boolean submit(Outgoing call) {
        return !leaving.isDone() && channel.isWritable() && out.submit(call);
    }

    /** Any thread: what belongs to an open call is never refused. */
    void submitMore(Outgoing part) {
        if (!out.submit(part)) {
            onLoop(() -> writeOrAbandon(part));
        }
    }

    private void writeOrAbandon(Outgoing part) {
        if (out.isOpen()) {
            part.write(out);
            out.flush();
        } else {
            part.abandon("the connection is closed");
        }
    }

    /** Why nothing can be submitted now. */
    Failure refusal() {
        if (leaving.isDone()) {
            return Requests.left(leaving);
        }
        return new Unavailable.Overloaded(
                "rpc.outgoing-full", "too much waits to be sent on the connection");
    }

    int maxPayloadBytes() {
        return maxFrameBytes;
    }

    /**
     * Any thread: runs on the event loop, after what was submitted before; not once that has ended.
     */
    void onLoop(Runnable task) {
        try {
            channel.eventLoop().execute(task);
        } catch (RejectedExecutionException ended) {
            leaving.complete("the client is closed");
            closed.complete("the client is closed");
        }
    }

    /** Event loop: what is asked of the provider. */
    Requests requests() {
        return requests;
    }

    @Override
    public void readBegins(FrameReader reader) {
        frames = reader;
        out.beginBurst();
    }

    @Override
    public void frame(FrameType type, int flags, int callId, ByteBuf body)
            throws ProtocolViolation {
        if (!out.isOpen()) {
            // One read may bring more frames after a CLOSE, or after our own.
            return;
        }
        heartbeat.heard();
        switch (type) {
            case RESPONSE -> requests.response(callId, body, Objects.requireNonNull(frames));
            case ITEM, END, CREDIT -> requests.streamed(type, callId, body);
            case ERROR -> error(flags, callId, Frames.readFailure(body));
            case LOGGED_IN -> loggedIn(LoggedIn.read(body));
            case PING -> Frames.pong(out, body);
            case PONG -> Fields.need(body, 8);
            case GOAWAY -> leaving.complete(Fields.readString(body));
            case CLOSE -> {
                closeReason = Frames.readFailure(body);
                out.close(String.valueOf(closeReason.getMessage()));
            }
            case LOGIN, DEFINE, REQUEST, CANCEL ->
                    throw ProtocolViolation.malformed("a provider does not send " + type);
        }
    }

    private void error(int flags, int callId, Failure failure) {
        if (callId == 0) {
            login.refused(failure);
        } else {
            requests.error(callId, failure, (flags & FrameType.NOT_STARTED) != 0);
        }
    }

    /** Any thread: sends a LOGIN, after the answer to one that is under way. */
    void login(Credential credential, CompletableFuture<LoggedIn> answer) {
        onLoop(() -> {
            if (out.isOpen()) {
                login.attempt(credential, answer);
            } else {
                answer.completeExceptionally(refusal());
            }
        });
        if (closed.isDone()) {
            // The loop may have ended, and then it does not come to that.
            answer.completeExceptionally(refusal());
        }
    }

    private void loggedIn(LoggedIn answer) {
        principal = answer.principal();
        maxFrameBytes = answer.maxFrameBytes();
        int accepted = Math.max(limits.maxFrameBytes(), maxFrameBytes);
        Objects.requireNonNull(frames).limit(Math.min(accepted, RpcLimits.MOST_FRAME_BYTES));
        requests.limit(
                Math.min(limits.maxConcurrentCalls(), answer.maxConcurrentCalls()),
                answer.maxMethods());
        login.accepted(answer);
    }

    /** Any thread: takes no new calls, finishes the open ones, closes. */
    void retire(String reason) {
        onLoop(() -> {
            leaving.complete(reason);
            retired = true;
            out.drainAndFlush();
            requests.sendUnsent();
            closeWhenRetired();
        });
    }

    private void closeWhenRetired() {
        if (retired && requests.isIdle()) {
            shut(leaving.getNow("retired"));
        }
    }

    /** Any thread: closes now. */
    void close(String reason) {
        onLoop(() -> shut(reason));
    }

    private void shut(String reason) {
        leaving.complete(reason);
        Frames.close(out, Status.CANCELLED, "rpc.closed-by-caller", reason);
    }

    private void dead() {
        closeReason =
                new Unavailable.Indeterminate(
                        "rpc.connection-dead", "the provider has been silent for too long");
        var unused = channel.close();
    }

    @Override
    public void readComplete() {
        requests.sendUnsent();
        out.drainAndFlush();
        closeWhenRetired();
    }

    @Override
    public void violated(ProtocolViolation violation) {
        leaving.complete(violation.sentence());
        Frames.breakOff(out, violation);
        requests.lost(lost(violation.sentence()));
    }

    private static Failure lost(String why) {
        return new Unavailable.Indeterminate(
                "rpc.connection-lost", "the connection was lost before the answer came: " + why);
    }

    @Override
    public void writabilityChanged() {
        if (channel.isWritable()) {
            // Not now: this may be inside of something that writes.
            onLoop(() -> {
                requests.goOn();
                out.flush();
            });
        }
    }

    @Override
    public void closed(String reason) {
        heartbeat.stop();
        Failure told = closeReason;
        String why = out.closed(told == null ? reason : String.valueOf(told.getMessage()));
        leaving.complete(why);
        requests.lost(lost(why));
        login.closed(
                told instanceof Rejected
                        ? told
                        : new Unavailable.Unreachable("rpc.connection-closed", why));
        closed.complete(why);
    }
}
