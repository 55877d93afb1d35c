package io.stargazer.server.traffic;

import io.stargazer.api.Status;
import io.stargazer.api.registry.LatencyScale;
import io.stargazer.api.registry.MethodCalls;
import io.stargazer.api.registry.MethodCalls.DurationCount;
import io.stargazer.api.registry.MethodCalls.FailureCount;
import java.time.Duration;

/** Which reports can be true; the others would spoil a page, or overflow a sum. */
final class Plausibility {

    private static final int MAX_NAME_CHARS = 200;

    /** More than any process makes between two reports; times a minute still fits into a long. */
    private static final long MAX_CALLS = 100_000_000;

    /** A minute, to within the fineness of a histogram. */
    private static final long MAX_NANOS = Duration.ofSeconds(61).toNanos();

    private Plausibility() {}

    static boolean isPossible(MethodCalls counted) {
        long calls = counted.calls();
        return isName(counted.method())
                && isWithin(1, calls, MAX_CALLS)
                && isWithin(0, counted.longestNanos(), MAX_NANOS)
                && isWithin(0, counted.totalNanos(), calls * MAX_NANOS)
                && failed(counted) <= calls
                && lasted(counted) == calls;
    }

    private static boolean isName(String method) {
        return !method.isBlank()
                && method.length() <= MAX_NAME_CHARS
                && method.chars().noneMatch(Character::isISOControl);
    }

    private static boolean isWithin(long least, long number, long most) {
        return number >= least && number <= most;
    }

    /** How many calls failed; too many where that is impossible. */
    private static long failed(MethodCalls counted) {
        long sum = 0;
        for (FailureCount each : counted.failures()) {
            if (each.status() == Status.OK || !isWithin(1, each.calls(), MAX_CALLS - sum)) {
                return Long.MAX_VALUE;
            }
            sum += each.calls();
        }
        return sum;
    }

    /** How many calls have a duration; none where that is impossible. */
    private static long lasted(MethodCalls counted) {
        long sum = 0;
        for (DurationCount each : counted.durations()) {
            if (!isWithin(0, each.bucket(), LatencyScale.SIZE - 1)
                    || !isWithin(1, each.calls(), MAX_CALLS - sum)) {
                return 0;
            }
            sum += each.calls();
        }
        return sum;
    }
}
