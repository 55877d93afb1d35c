package io.stargazer.app.client;

import java.time.Instant;

/**
 * A token that somebody got by logging in. Never holds a password.
 *
 * @param token to show to the server
 * @param expiresAt when it ends
 * @param user who logged in
 */
public record Credential(String token, Instant expiresAt, String user) {

    public boolean isExpired(Instant now) {
        return !now.isBefore(expiresAt);
    }

    @Override
    public String toString() {
        return "Credential[user=" + user + ", expiresAt=" + expiresAt + "]";
    }
}
