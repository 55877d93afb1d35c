package io.stargazer.server.traffic;

import io.stargazer.api.Status;
import io.stargazer.api.registry.LatencyScale;
import io.stargazer.api.registry.MethodCalls;
import io.stargazer.api.registry.MethodCalls.DurationCount;
import io.stargazer.api.registry.MethodCalls.FailureCount;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;

/** Counts of calls that may be added: of a second, of a window, of many processes. Not shared. */
final class Tally {

    private static final Status[] STATUSES = Status.values();
    private static final double MICRO_NS = 1e3;
    private static final double SECOND_NS = 1e9;

    private long calls;
    private long totalNanos;
    private long longestNanos;
    private final long[] failures = new long[STATUSES.length];
    private final long[] durations = new long[LatencyScale.SIZE];

    void clear() {
        calls = 0;
        totalNanos = 0;
        longestNanos = 0;
        Arrays.fill(failures, 0);
        Arrays.fill(durations, 0);
    }

    void add(MethodCalls counted) {
        calls += counted.calls();
        totalNanos += counted.totalNanos();
        longestNanos = Math.max(longestNanos, counted.longestNanos());
        for (FailureCount each : counted.failures()) {
            failures[each.status().ordinal()] += each.calls();
        }
        for (DurationCount each : counted.durations()) {
            durations[each.bucket()] += each.calls();
        }
    }

    void add(Tally other) {
        calls += other.calls;
        totalNanos += other.totalNanos;
        longestNanos = Math.max(longestNanos, other.longestNanos);
        for (int at = 0; at < failures.length; at++) {
            failures[at] += other.failures[at];
        }
        for (int at = 0; at < durations.length; at++) {
            durations[at] += other.durations[at];
        }
    }

    /** What was counted in so many seconds. */
    Pace pace(double seconds) {
        SortedMap<String, Double> failed = new TreeMap<>();
        double errors = 0;
        for (Status status : STATUSES) {
            long count = failures[status.ordinal()];
            if (count > 0) {
                failed.put(status.name(), count / seconds);
                errors += status.isError() ? count : 0;
            }
        }
        return new Pace(
                calls / seconds,
                errors / seconds,
                failed,
                calls == 0 ? 0 : totalNanos / MICRO_NS / calls,
                quantileMicros(0.5),
                quantileMicros(0.9),
                quantileMicros(0.99),
                quantileMicros(0.999),
                longestNanos / MICRO_NS,
                totalNanos / SECOND_NS / seconds);
    }

    /** Within its bucket the calls are taken to lie evenly; none is longer than the longest. */
    private double quantileMicros(double part) {
        double left = part * calls;
        for (int bucket = 0; bucket < durations.length; bucket++) {
            long here = durations[bucket];
            if (here > 0 && left <= here) {
                double from = (double) LatencyScale.from(bucket);
                double width = (double) LatencyScale.to(bucket) - from;
                double nanos = from + width * left / here;
                return Math.min(nanos, (double) longestNanos) / MICRO_NS;
            }
            left -= here;
        }
        return longestNanos / MICRO_NS;
    }
}
