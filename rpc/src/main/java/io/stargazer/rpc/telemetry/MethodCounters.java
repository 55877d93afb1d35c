package io.stargazer.rpc.telemetry;

import io.stargazer.api.Status;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;
import org.HdrHistogram.AtomicHistogram;
import org.HdrHistogram.Histogram;

/**
 * The counters of one method. They only ever grow, so a reader copies them and needs no pact with
 * the writers; an interval is the difference of two copies. Counting is for any thread, reading
 * intervals for one at a time.
 */
final class MethodCounters {

    private static final Status[] STATUSES = Status.values();

    private final String service;
    private final String method;
    private final AtomicHistogram durations =
            new AtomicHistogram(
                    MethodFigures.FINEST_NS, MethodFigures.LONGEST_NS, MethodFigures.DIGITS);
    private final AtomicLongArray failures = new AtomicLongArray(STATUSES.length);

    /** What the intervals so far have told. */
    private Histogram toldDurations = empty();

    private final long[] toldFailures = new long[STATUSES.length];

    MethodCounters(String service, String method) {
        this.service = service;
        this.method = method;
    }

    /** The failure before its call: see {@link #failuresWithin}. */
    void count(Status status, long nanos, int calls) {
        if (status != Status.OK) {
            failures.addAndGet(status.ordinal(), calls);
        }
        durations.recordValueWithCount(Math.clamp(nanos, 0, MethodFigures.LONGEST_NS), calls);
    }

    long calls() {
        return durations.getTotalCount();
    }

    MethodFigures total() {
        Map<Status, Long> failed = new EnumMap<>(Status.class);
        for (Status status : STATUSES) {
            put(failed, status, failures.get(status.ordinal()));
        }
        return new MethodFigures(service, method, failed, copyOfDurations());
    }

    MethodFigures interval() {
        if (durations.getTotalCount() == toldDurations.getTotalCount()) {
            return new MethodFigures(service, method, Map.of(), empty());
        }
        Histogram now = copyOfDurations();
        Histogram since = now.copy();
        since.subtract(toldDurations);
        toldDurations = now;
        return new MethodFigures(service, method, failuresWithin(since.getTotalCount()), since);
    }

    /**
     * The failures since the last time, but no more than calls: one that was seen and whose call
     * was not waits for its call, which is about to be counted.
     */
    private Map<Status, Long> failuresWithin(long calls) {
        Map<Status, Long> failed = new EnumMap<>(Status.class);
        long left = calls;
        for (Status status : STATUSES) {
            int at = status.ordinal();
            long since = Math.min(left, failures.get(at) - toldFailures[at]);
            toldFailures[at] += since;
            left -= since;
            put(failed, status, since);
        }
        return failed;
    }

    private static void put(Map<Status, Long> failed, Status status, long calls) {
        if (calls > 0) {
            failed.put(status, calls);
        }
    }

    private Histogram copyOfDurations() {
        Histogram copy = empty();
        copy.add(durations);
        return copy;
    }

    private static Histogram empty() {
        return new Histogram(
                MethodFigures.FINEST_NS, MethodFigures.LONGEST_NS, MethodFigures.DIGITS);
    }
}
