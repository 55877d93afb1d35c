package io.stargazer.rpc.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;
import io.stargazer.api.Failure;
import io.stargazer.api.Status;
import io.stargazer.rpc.Peer;
import io.stargazer.rpc.RpcLimits;
import io.stargazer.rpc.loop.Heartbeat;
import io.stargazer.rpc.tls.Tls;
import io.stargazer.rpc.wire.Fields;
import io.stargazer.rpc.wire.FrameListener;
import io.stargazer.rpc.wire.FrameReader;
import io.stargazer.rpc.wire.FrameType;
import io.stargazer.rpc.wire.Frames;
import io.stargazer.rpc.wire.Outbox;
import io.stargazer.rpc.wire.Outgoing;
import io.stargazer.rpc.wire.ProtocolViolation;
import io.stargazer.rpc.wire.Transport;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jctools.queues.MpscUnboundedArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * The provider's end of one connection. All state belongs to the event loop; handlers reach it
 * through the {@link Outbox}. What waits to be written is bounded by the number of calls and by the
 * stream windows.
 */
final class ServerConnection implements FrameListener {

    private static final long DRAIN_PING = 0x5354_4152_4741_5A45L;

    private final Channel channel;
    private final RpcLimits limits;
    private final Outbox out;
    private final Peer peer;
    private final ServerLogin login;
    private final ServedCalls calls;
    private final Reception reception;
    private Heartbeat heartbeat;
    private long pingMs;
    private final Future<?> loginTimer;
    private boolean draining;
    private boolean drainSeen;

    ServerConnection(Channel channel, RpcSettings settings, Workers workers) {
        this.channel = channel;
        this.limits = settings.limits();
        this.out = new Outbox(channel, new MpscUnboundedArrayQueue<Outgoing>(256), Long.MAX_VALUE);
        this.peer =
                new Peer(
                        channel.remoteAddress(),
                        this::closeFromOutside,
                        () -> Tls.shownOn(channel));
        this.login = new ServerLogin(settings, channel.eventLoop(), workers.threads(), out, peer);
        this.calls = new ServedCalls(settings, workers, out, this::closeWhenDrained);
        this.reception = new Reception(settings, out, peer, calls, workers.limit());
        this.pingMs = limits.times().ping().toMillis();
        this.heartbeat = newHeartbeat();
        peer.onPingEvery(this::pingSoonEvery);
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

    private Heartbeat newHeartbeat() {
        return new Heartbeat(
                channel.eventLoop(),
                pingMs,
                limits.times().missedPings(),
                () -> Frames.ping(out),
                this::dead);
    }

    /** Any thread. */
    private void pingSoonEvery(Duration interval) {
        channel.eventLoop()
                .execute(() -> {
                    if (out.isOpen() && interval.toMillis() < pingMs) {
                        pingMs = Math.max(1, interval.toMillis());
                        heartbeat.stop();
                        heartbeat = newHeartbeat();
                    }
                });
    }

    /**
     * What cuts the frames for this connection: short ones until the caller has logged in.
     *
     * @param known runs on the event loop then, and at each later login
     */
    FrameReader reader(Runnable known) {
        int most = limits.maxFrameBytes();
        FrameReader reader = new FrameReader(this, Math.min(most, RpcLimits.STRANGERS_FRAME_BYTES));
        login.onAccepted(() -> {
            reader.limit(most);
            known.run();
        });
        return reader;
    }

    @Override
    public void readBegins(FrameReader frames) {
        out.beginBurst();
        reception.beginBurst(frames, refusal());
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
            case REQUEST -> reception.request(flags, callId, body);
            case DEFINE -> reception.define(body);
            case LOGIN -> login.attempt(body);
            case CANCEL -> calls.cancel(callId);
            case ITEM, END, CREDIT -> calls.stream(type, callId, body);
            case PING -> Frames.pong(out, body);
            case PONG -> pong(body);
            case GOAWAY -> Fields.readString(body);
            case CLOSE -> out.close("the caller closed: " + Frames.readFailure(body).getMessage());
            case LOGGED_IN, RESPONSE, ERROR ->
                    throw ProtocolViolation.malformed("a caller does not send " + type);
        }
    }

    private @Nullable Failure refusal() {
        Failure refusal = login.refusal();
        return refusal == null && draining ? Refusals.draining() : refusal;
    }

    private void pong(ByteBuf body) throws ProtocolViolation {
        Fields.need(body, 8);
        if (draining && body.readLong() == DRAIN_PING) {
            drainSeen = true;
            closeWhenDrained();
        }
    }

    /** Any thread: see {@link #drain}. */
    void drainSoon() {
        channel.eventLoop().execute(this::drain);
    }

    /** Any thread: drains if this service is called here; done when no connection does that. */
    CompletableFuture<Void> drainOf(String service) {
        CompletableFuture<Void> gone = new CompletableFuture<>();
        peer.onClose(reason -> gone.complete(null));
        channel.eventLoop()
                .execute(() -> {
                    if (reception.isAskedFor(service)) {
                        drain();
                    } else {
                        gone.complete(null);
                    }
                });
        return gone;
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
        if (draining && drainSeen && calls.isIdle() && out.isOpen()) {
            shut(Status.UNREACHABLE, "rpc.drained", "the provider has stopped");
        }
    }

    /** Event loop: tells the caller why and closes. */
    void shut(Status status, String code, String sentence) {
        Frames.close(out, status, code, sentence);
    }

    private void closeFromOutside(String reason) {
        channel.eventLoop()
                .execute(() -> shut(Status.UNREACHABLE, "rpc.closed-by-provider", reason));
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
        reception.endBurst();
    }

    @Override
    public void violated(ProtocolViolation violation) {
        Frames.breakOff(out, violation);
        calls.closed();
    }

    /** Who does not read its answers is not listened to: what waits for it stays bounded. */
    @Override
    public void writabilityChanged() {
        boolean writable = channel.isWritable();
        Transport.listen(channel, writable);
        if (writable) {
            // Not now: this may be inside of something that writes.
            channel.eventLoop().execute(calls::pump);
        }
    }

    @Override
    public void closed(String reason) {
        heartbeat.stop();
        loginTimer.cancel(false);
        String why = out.closed(reason);
        calls.closed();
        reception.endBurst();
        peer.closed(why);
    }
}
