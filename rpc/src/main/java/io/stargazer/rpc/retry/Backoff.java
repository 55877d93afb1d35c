package io.stargazer.rpc.retry;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long to wait before the next attempt to connect: doubling, with the upper half drawn by lot,
 * so that callers do not come back all at once.
 */
public record Backoff(Duration first, Duration longest) {

    public static final Backoff DEFAULT = new Backoff(Duration.ofMillis(50), Duration.ofSeconds(3));

    public Backoff {
        if (first.toMillis() < 1 || longest.compareTo(first) < 0) {
            throw new IllegalArgumentException(
                    "a backoff starts at 1 ms or more and does not shrink");
        }
    }

    /**
     * @param failures in a row, from 1
     */
    public long delayNs(int failures) {
        int doublings = Math.min(Math.max(0, failures - 1), 20);
        long fullNs = Math.min(longest.toNanos(), first.toNanos() << doublings);
        if (fullNs <= 0) {
            fullNs = longest.toNanos();
        }
        return fullNs / 2 + ThreadLocalRandom.current().nextLong(fullNs / 2 + 1);
    }
}
