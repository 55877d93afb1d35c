package io.stargazer.server.identity;

import io.stargazer.api.Unavailable;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Slows down guessing: after a few wrong secrets for one name, further attempts for it are refused
 * unread for a while. Bounded memory; thread-safe.
 */
final class LoginThrottle {

    private static final int FREE_FAILURES = 5;
    private static final int MAX_NAMES = 10_000;
    private static final Duration PAUSE = Duration.ofSeconds(30);

    private record Failures(int count, long lastMs) {}

    private final InstantSource clock;
    private final Map<String, Failures> byName =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Failures> eldest) {
                    return size() > MAX_NAMES;
                }
            };

    LoginThrottle(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * Returns when an attempt for this name may be looked at.
     *
     * @throws Unavailable.Overloaded {@code identity.too-many-failures}
     */
    synchronized void check(String name) {
        Failures failures = byName.get(name);
        if (failures == null || failures.count() < FREE_FAILURES) {
            return;
        }
        long waitMs = failures.lastMs() + PAUSE.toMillis() - clock.millis();
        if (waitMs > 0) {
            throw new Unavailable.Overloaded(
                    "identity.too-many-failures",
                    "too many failed logins: try again in " + (waitMs / 1000 + 1) + " s");
        }
        byName.remove(name);
    }

    synchronized void failed(String name) {
        Failures failures = byName.get(name);
        byName.put(name, new Failures(failures == null ? 1 : failures.count() + 1, clock.millis()));
    }

    synchronized void succeeded(String name) {
        byName.remove(name);
    }
}
