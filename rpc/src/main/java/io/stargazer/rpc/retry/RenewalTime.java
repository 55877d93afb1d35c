package io.stargazer.rpc.retry;

import java.util.concurrent.TimeUnit;

/**
 * When a token is renewed (ID-1): when a fifth of its time is left. Tokens live for two hours; one
 * is renewed after an hour whatever the clock says, so that a clock which is an hour behind lets
 * none expire. Not thread-safe.
 */
public final class RenewalTime {

    private static final long SOONEST_MS = 1_000;
    private static final long LATEST_MS = TimeUnit.HOURS.toMillis(1);

    private long atNs = System.nanoTime();

    /** There is no token yet: it is time. */
    public RenewalTime() {}

    /** A token was had that expires then, by the clock of the servers. */
    public void renewed(long expiresMs) {
        atNs =
                System.nanoTime()
                        + TimeUnit.MILLISECONDS.toNanos(
                                delayMs(expiresMs, System.currentTimeMillis()));
    }

    static long delayMs(long expiresMs, long nowMs) {
        return Math.clamp((expiresMs - nowMs) * 4 / 5, SOONEST_MS, LATEST_MS);
    }

    /** Whether it is time. */
    public boolean isDue() {
        return leftNs() == 0;
    }

    /** How long there is until then, in nanoseconds; 0 when it is time. */
    public long leftNs() {
        return Math.max(0, atNs - System.nanoTime());
    }
}
