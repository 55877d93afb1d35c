package io.stargazer.server.session;

import io.stargazer.api.Change;
import io.stargazer.api.identity.IdentityEvent;
import io.stargazer.api.identity.Principal;
import io.stargazer.api.identity.Role;
import io.stargazer.api.session.SessionContract;
import io.stargazer.core.ControlView;
import io.stargazer.rpc.CallContext;
import io.stargazer.rpc.Peer;
import io.stargazer.server.control.ChangeListener;
import io.stargazer.server.control.ControlPlane;
import io.stargazer.server.identity.Gate;
import io.stargazer.server.identity.TokenIssuer;
import io.stargazer.server.rpc.LatestValue;
import io.stargazer.server.rpc.RpcLogin;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;

/** A client's questions about itself, over RPC: routes only. */
public final class SessionRpcApi implements SessionContract, ChangeListener {

    private final SessionService sessions;
    private final TokenIssuer tokens;
    private final Gate gate;
    private final LatestValue<Keys> keys;
    private final Flow.Publisher<Servers> servers;

    /**
     * @param servers where all servers are, see {@link #servers()}
     */
    public SessionRpcApi(
            SessionService sessions,
            Gatekeepers gatekeepers,
            ControlPlane control,
            Flow.Publisher<Servers> servers) {
        this.sessions = sessions;
        this.tokens = gatekeepers.tokens();
        this.gate = gatekeepers.gate();
        this.servers = servers;
        this.keys = new LatestValue<>(() -> new Keys(control.latest().identity().keyList()));
    }

    @Override
    public CompletableFuture<Opened> open(String sessionId, String client) {
        Peer peer = CallContext.current().orElseThrow().peer();
        return sessions.open(RpcLogin.caller(), new PeerConnection(peer), sessionId, client);
    }

    @Override
    public CompletableFuture<Boolean> close(String sessionId) {
        return sessions.close(RpcLogin.caller(), sessionId);
    }

    @Override
    public CompletableFuture<Grant> renew() {
        Principal caller = RpcLogin.caller();
        gate.requireExisting(caller);
        // Providers get to see this token: it opens no more than a caller needs.
        return CompletableFuture.completedFuture(tokens.issue(caller.atMost(Role.OPERATOR)));
    }

    @Override
    public Flow.Publisher<Keys> keys() {
        return keys;
    }

    @Override
    public Flow.Publisher<Servers> servers() {
        return servers;
    }

    @Override
    public void changed(List<Change> changes, ControlView view) {
        for (Change change : changes) {
            if (change.event() instanceof IdentityEvent.KeyPublished
                    || change.event() instanceof IdentityEvent.KeyRetired
                    || change.event() instanceof IdentityEvent.KeyForgotten) {
                keys.changed();
                return;
            }
        }
    }

    /** Who lets clients in, and gives them tokens. */
    public record Gatekeepers(TokenIssuer tokens, Gate gate) {}

    /** The same peer is the same connection. */
    private record PeerConnection(Peer peer) implements SessionService.Connection {

        @Override
        public void onClose(Runnable action) {
            peer.onClose(reason -> action.run());
        }

        @Override
        public void close(String reason) {
            peer.close(reason);
        }
    }
}
