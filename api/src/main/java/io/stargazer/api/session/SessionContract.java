package io.stargazer.api.session;

import io.stargazer.api.identity.VerificationKey;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;

/**
 * What a client's connection may ask of a server about itself. Called by the SDK over RPC under the
 * service name {@link #SERVICE}; all methods may be repeated.
 */
public interface SessionContract {

    String SERVICE = "stargazer.session";

    /**
     * The kind of an RPC credential that is an application's id and secret, each as a length and
     * UTF-8; servers accept it, providers only take tokens.
     */
    int SECRET_CREDENTIAL = 2;

    /**
     * Binds this connection to the session, opening it if it is new. While the connection lives, so
     * does the session; when it breaks, the client has {@link Opened#grace} to come back.
     */
    CompletableFuture<Opened> open(String sessionId, String client);

    /** Says good-bye: the session ends now, and what was registered on it leaves. */
    CompletableFuture<Boolean> close(String sessionId);

    /** A fresh token for the principal of this connection (ID-1). */
    CompletableFuture<Grant> renew();

    /** The keys to verify tokens with: once at first, then again whenever they change. */
    Flow.Publisher<Keys> keys();

    /** The servers of the cluster: once at first, then again whenever they change (CL-2). */
    Flow.Publisher<Servers> servers();

    /**
     * A session that is open.
     *
     * @param session the session
     * @param grace how long it outlives its connection
     */
    record Opened(Session session, Duration grace) {}

    /**
     * A token.
     *
     * @param token to show to servers and providers
     * @param expiresMs milliseconds since 1970
     */
    record Grant(String token, long expiresMs) {

        @Override
        public String toString() {
            return "Grant[expiresMs=" + expiresMs + "]";
        }
    }

    /** All keys that are good at the moment. */
    record Keys(List<VerificationKey> keys) {}

    /**
     * Where the servers are.
     *
     * @param leader {@code host:port} of the one that takes sessions, empty while there is none
     * @param all of all of them, the leader among them
     */
    record Servers(String leader, List<String> all) {}
}
