package io.stargazer.server.session;

import java.time.Duration;

/**
 * How patient the server is (RG-3).
 *
 * @param grace how long a session outlives its broken connection
 * @param resume how long all sessions have to come back after this server began to lead
 */
public record SessionSettings(Duration grace, Duration resume) {

    public static final SessionSettings DEFAULT =
            new SessionSettings(Duration.ofSeconds(2), Duration.ofSeconds(10));

    public SessionSettings {
        if (grace.isNegative() || resume.compareTo(grace) < 0) {
            throw new IllegalArgumentException(
                    "0 <= grace <= resume, not " + grace + ", " + resume);
        }
    }
}
