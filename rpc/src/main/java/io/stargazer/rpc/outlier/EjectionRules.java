package io.stargazer.rpc.outlier;

import java.time.Duration;

/**
 * When an instance gets no calls for a while, and for how long (RP-7).
 *
 * @param consecutiveFailures so many in a row, without an answer between them, eject; 5
 * @param successRate the comparison with the others
 * @param mostPercent no more of the instances are out at any time, 0-100; 0 switches ejection off;
 *     50
 * @param shortest the first time; doubles with every ejection and with every failed trial, and goes
 *     back by half for every interval of {@code successRate} without one; 1 s
 * @param longest and not beyond; 1 min
 */
public record EjectionRules(
        int consecutiveFailures,
        SuccessRate successRate,
        int mostPercent,
        Duration shortest,
        Duration longest) {

    public static final EjectionRules DEFAULT =
            new EjectionRules(
                    5, SuccessRate.DEFAULT, 50, Duration.ofSeconds(1), Duration.ofMinutes(1));

    /** Nobody is ever ejected. */
    public static final EjectionRules OFF = DEFAULT.withMostPercent(0);

    public EjectionRules {
        if (consecutiveFailures < 1) {
            throw new IllegalArgumentException(
                    "an ejection needs at least 1 failure, not " + consecutiveFailures);
        }
        requirePercent("mostPercent", mostPercent);
        if (shortest.toMillis() < 1 || longest.compareTo(shortest) < 0) {
            throw new IllegalArgumentException(
                    "an ejection lasts at least 1 ms and does not become shorter");
        }
    }

    public EjectionRules withConsecutiveFailures(int changed) {
        return new EjectionRules(changed, successRate, mostPercent, shortest, longest);
    }

    public EjectionRules withSuccessRate(SuccessRate changed) {
        return new EjectionRules(consecutiveFailures, changed, mostPercent, shortest, longest);
    }

    public EjectionRules withMostPercent(int changed) {
        return new EjectionRules(consecutiveFailures, successRate, changed, shortest, longest);
    }

    public EjectionRules withTimes(Duration first, Duration most) {
        return new EjectionRules(consecutiveFailures, successRate, mostPercent, first, most);
    }

    /** How long the ejection lasts that is the {@code times}th, from 1. */
    long lengthNs(int times) {
        int doublings = Math.min(Math.max(0, times - 1), 30);
        long mostNs = longest.toNanos();
        return shortest.toNanos() >= mostNs >> doublings ? mostNs : shortest.toNanos() << doublings;
    }

    /**
     * Ejects an instance that fails more often than the others do, though not always.
     *
     * @param interval how long is counted before they are compared; 10 s
     * @param calls an instance with fewer in an interval is not looked at; 100
     * @param instances with fewer that had so many calls nothing is compared; 3
     * @param pointsBelow an instance is ejected when its success rate is so many percentage points
     *     below the mean of the others', 1-100; 20
     */
    public record SuccessRate(Duration interval, int calls, int instances, int pointsBelow) {

        public static final SuccessRate DEFAULT =
                new SuccessRate(Duration.ofSeconds(10), 100, 3, 20);

        public SuccessRate {
            if (interval.toMillis() < 1 || calls < 1 || instances < 2 || pointsBelow < 1) {
                throw new IllegalArgumentException(
                        "a comparison needs time, calls, 2 instances and a difference");
            }
            requirePercent("pointsBelow", pointsBelow);
        }
    }

    private static void requirePercent(String name, int value) {
        if (value < 0 || value > 100) {
            throw new IllegalArgumentException(name + " is 0-100, not " + value);
        }
    }
}
