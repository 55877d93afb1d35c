package io.stargazer.api.registry;

import io.stargazer.api.Status;
import java.util.List;

/**
 * How the calls of one method went in one interval, as one process saw it (RP-8). Says what was
 * counted, whether or not it is possible: who reads it decides what to believe.
 *
 * @param side who saw it
 * @param service the service called
 * @param method of it, or {@value #OTHER} for those over the number that a process tells apart
 * @param calls how many ended, however they did
 * @param failures how many of them did not end well, by how they ended
 * @param totalNanos the sum of their durations
 * @param longestNanos the longest
 * @param durations how many took how long, by bucket, without empty ones
 */
public record MethodCalls(
        Side side,
        ServiceName service,
        String method,
        long calls,
        List<FailureCount> failures,
        long totalNanos,
        long longestNanos,
        List<DurationCount> durations) {

    /** The name of all methods that are not told apart. */
    public static final String OTHER = "(other)";

    public MethodCalls {
        failures = List.copyOf(failures);
        durations = List.copyOf(durations);
    }

    /** How many of the calls ended with an error, see {@link Status#isError}. */
    public long errors() {
        return failures.stream()
                .filter(each -> each.status().isError())
                .mapToLong(FailureCount::calls)
                .sum();
    }

    /** The two ends of a call. */
    public enum Side {
        /** From its submission to the answer: the network and all waiting included. */
        CALLER,
        /** From the arrival of the request to the answer. */
        PROVIDER
    }

    /** How many calls ended in one way. */
    public record FailureCount(Status status, long calls) {}

    /**
     * How many calls took so long.
     *
     * @param bucket of {@link LatencyScale}
     */
    public record DurationCount(int bucket, long calls) {}
}
