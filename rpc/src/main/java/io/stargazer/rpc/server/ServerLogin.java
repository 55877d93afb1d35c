package io.stargazer.rpc.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.stargazer.api.Failure;
import io.stargazer.api.Faulted;
import io.stargazer.rpc.Authenticator;
import io.stargazer.rpc.Credential;
import io.stargazer.rpc.Login;
import io.stargazer.rpc.Peer;
import io.stargazer.rpc.RpcLimits;
import io.stargazer.rpc.wire.Fields;
import io.stargazer.rpc.wire.Frames;
import io.stargazer.rpc.wire.LoggedIn;
import io.stargazer.rpc.wire.Outbox;
import io.stargazer.rpc.wire.ProtocolViolation;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who may call on one connection (ID-2). The authenticator runs on a virtual thread; all else is on
 * the event loop. A refused first login ends the connection; a refused later one leaves the earlier
 * in force.
 */
final class ServerLogin {

    private static final Logger LOG = LoggerFactory.getLogger(ServerLogin.class);

    private final Authenticator authenticator;
    private final RpcLimits limits;
    private final EventLoop loop;
    private final Executor workers;
    private final Outbox out;
    private final Peer peer;
    private final InstantSource clock;
    private Runnable accepted = () -> {};
    private boolean pending;
    private long expiresMs;

    ServerLogin(RpcSettings settings, EventLoop loop, Executor workers, Outbox out, Peer peer) {
        this.authenticator = settings.authenticator();
        this.limits = settings.limits();
        this.loop = loop;
        this.workers = workers;
        this.out = out;
        this.peer = peer;
        this.clock = settings.clock();
    }

    /** Runs on the event loop whenever a login is accepted. */
    void onAccepted(Runnable action) {
        accepted = action;
    }

    boolean done() {
        return peer.login() != null;
    }

    /** Why a call may not be served now. */
    @Nullable Failure refusal() {
        if (!done()) {
            return Refusals.loginFirst();
        }
        return expiresMs != Long.MAX_VALUE && clock.millis() >= expiresMs
                ? Refusals.tokenExpired()
                : null;
    }

    void attempt(ByteBuf body) throws ProtocolViolation {
        Fields.need(body, 1);
        if (pending) {
            throw ProtocolViolation.malformed("a LOGIN came before the answer to the one before");
        }
        pending = true;
        Credential credential = new Credential(body.readUnsignedByte(), Fields.readRest(body));
        workers.execute(() -> authenticate(credential));
    }

    private void authenticate(Credential credential) {
        Runnable outcome = examine(credential);
        try {
            loop.execute(outcome);
        } catch (RejectedExecutionException ended) {
            LOG.debug("nobody waits for a login any more: the event loop has ended", ended);
        }
    }

    private Runnable examine(Credential credential) {
        try {
            Login login = authenticator.authenticate(credential, peer);
            return () -> accept(login);
        } catch (Failure refused) {
            return () -> refuse(refused);
        } catch (RuntimeException bug) {
            LOG.error("the authenticator failed", bug);
            return () -> refuse(new Faulted("rpc.fault", "the login could not be examined"));
        }
    }

    private void accept(Login login) {
        pending = false;
        if (!out.isOpen()) {
            return;
        }
        expiresMs =
                login.expires().isAfter(Instant.ofEpochMilli(Long.MAX_VALUE))
                        ? Long.MAX_VALUE
                        : login.expires().toEpochMilli();
        peer.login(login);
        accepted.run();
        LoggedIn.of(login.name(), expiresMs, limits).write(out);
        out.flush();
    }

    private void refuse(Failure why) {
        pending = false;
        if (!out.isOpen()) {
            return;
        }
        Frames.error(out, 0, true, why);
        if (done()) {
            out.flush();
        } else {
            out.close("the login was refused: " + why.code());
        }
    }
}
