package io.stargazer.app.client;

import java.time.Instant;
import java.util.List;

/**
 * A token that somebody got by logging in. Never holds a password.
 *
 * @param token to show to the server
 * @param expiresAt when it ends
 * @param user who logged in
 * @param servers of the cluster, each of which accepts the token; empty while they are not known
 */
public record Credential(
        String token, Instant expiresAt, String user, List<ServerAddress> servers) {

    public Credential {
        servers = List.copyOf(servers);
    }

    public boolean isExpired(Instant now) {
        return !now.isBefore(expiresAt);
    }

    @Override
    public String toString() {
        return "Credential[user=" + user + ", expiresAt=" + expiresAt + "]";
    }
}
