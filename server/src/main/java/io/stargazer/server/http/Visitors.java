package io.stargazer.server.http;

import io.vertx.core.http.HttpConnection;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Who is at the door and since when without a word: closes connections that send their request too
 * slowly (slow loris) or have nothing more to say. An upgraded connection is no visitor any more.
 */
final class Visitors {

    private final Map<HttpConnection, State> states = new ConcurrentHashMap<>();
    private final Duration firstRequest;
    private final Duration nextRequest;

    /** How many of a connection's requests are being answered, and when it was last heard of. */
    private record State(int inFlight, boolean hasAsked, long sinceNs) {}

    Visitors(Duration firstRequest, Duration nextRequest) {
        this.firstRequest = firstRequest;
        this.nextRequest = nextRequest;
    }

    void arrived(HttpConnection connection) {
        states.put(connection, new State(0, false, System.nanoTime()));
        connection.closeHandler(closed -> states.remove(connection));
    }

    void asked(HttpConnection connection) {
        states.computeIfPresent(
                connection, (c, state) -> new State(state.inFlight() + 1, true, System.nanoTime()));
    }

    void answered(HttpConnection connection) {
        states.computeIfPresent(
                connection, (c, state) -> new State(state.inFlight() - 1, true, System.nanoTime()));
    }

    void left(HttpConnection connection) {
        states.remove(connection);
    }

    int count() {
        return states.size();
    }

    /** Called every second. */
    void sweep() {
        long now = System.nanoTime();
        states.forEach((connection, state) -> {
            Duration patience = state.hasAsked() ? nextRequest : firstRequest;
            if (state.inFlight() == 0 && now - state.sinceNs() > patience.toNanos()) {
                states.remove(connection);
                connection.close();
            }
        });
    }
}
