package io.stargazer.rpc.telemetry;

import io.stargazer.api.Status;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/**
 * What was measured of one method. Durations are in nanoseconds, to within a hundredth or 128 ns,
 * whichever is more; longer ones than a minute count as a minute. Immutable.
 */
public final class MethodFigures {

    static final long FINEST_NS = 128;
    static final long LONGEST_NS = TimeUnit.SECONDS.toNanos(60);
    static final int DIGITS = 2;

    private final String service;
    private final String method;
    private final Map<Status, Long> failures;
    private final Histogram durations;

    MethodFigures(String service, String method, Map<Status, Long> failures, Histogram durations) {
        this.service = service;
        this.method = method;
        this.failures = Map.copyOf(failures);
        this.durations = durations;
    }

    public String service() {
        return service;
    }

    public String method() {
        return method;
    }

    /** How many calls ended, however they did. */
    public long calls() {
        return durations.getTotalCount();
    }

    /** How many of them did not end well, by how they ended; without what did not happen. */
    public Map<Status, Long> failures() {
        return failures;
    }

    /** The sum of all durations. */
    public long totalNanos() {
        return calls() == 0 ? 0 : Math.round(durations.getMean() * calls());
    }

    /** The longest duration, 0 without calls. */
    public long longestNanos() {
        return durations.getMaxValue();
    }

    /**
     * The duration that this part of the calls did not exceed, 0 without calls.
     *
     * @param part 0.5 for the median, 0.999 for all but one in a thousand
     */
    public long quantileNanos(double part) {
        return durations.getValueAtPercentile(part * 100);
    }

    /** How many calls took at most so long. */
    public long callsWithin(long nanos) {
        return durations.getCountBetweenValues(0, nanos);
    }

    /** Takes what was measured, duration by duration. */
    @FunctionalInterface
    public interface DurationVisitor {
        void take(long nanos, long calls);
    }

    /** Shows the durations, shortest first, those that are not told apart as one. */
    public void eachDuration(DurationVisitor visitor) {
        for (HistogramIterationValue value : durations.recordedValues()) {
            visitor.take(value.getValueIteratedTo(), value.getCountAddedInThisIterationStep());
        }
    }
}
