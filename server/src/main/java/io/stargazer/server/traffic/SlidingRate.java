package io.stargazer.server.traffic;

import java.util.Arrays;

/** Counts of the last minute, by the second; rates are over the last ten. Thread-safe. */
public final class SlidingRate {

    private static final int SECONDS = 60;
    static final int WINDOW = 10;

    private final long[] second = new long[SECONDS];
    private final long[] calls = new long[SECONDS];
    private final long[] errors = new long[SECONDS];
    private final long[] micros = new long[SECONDS];

    public SlidingRate() {
        Arrays.fill(second, Long.MIN_VALUE);
    }

    /**
     * A rate.
     *
     * @param perSecond calls a second
     * @param errorsPerSecond failed ones among them
     * @param meanMicros mean duration, 0 without calls
     */
    public record Reading(double perSecond, double errorsPerSecond, double meanMicros) {

        public static final Reading NONE = new Reading(0, 0, 0);

        public Reading plus(Reading other) {
            double sum = perSecond + other.perSecond;
            double weighted = perSecond * meanMicros + other.perSecond * other.meanMicros;
            return new Reading(
                    sum, errorsPerSecond + other.errorsPerSecond, sum == 0 ? 0 : weighted / sum);
        }
    }

    public synchronized void add(long nowMs, long addedCalls, long addedErrors, long addedMicros) {
        long now = Math.floorDiv(nowMs, 1000L);
        int slot = (int) Math.floorMod(now, (long) SECONDS);
        if (second[slot] != now) {
            second[slot] = now;
            calls[slot] = 0;
            errors[slot] = 0;
            micros[slot] = 0;
        }
        calls[slot] += addedCalls;
        errors[slot] += addedErrors;
        micros[slot] += addedMicros;
    }

    /** Over the whole seconds before this one. */
    public synchronized Reading read(long nowMs) {
        long now = Math.floorDiv(nowMs, 1000L);
        long sumCalls = 0;
        long sumErrors = 0;
        long sumMicros = 0;
        for (int slot = 0; slot < SECONDS; slot++) {
            if (second[slot] < now && second[slot] > now - WINDOW) {
                sumCalls += calls[slot];
                sumErrors += errors[slot];
                sumMicros += micros[slot];
            }
        }
        double window = WINDOW - 1.0;
        return new Reading(
                sumCalls / window,
                sumErrors / window,
                sumCalls == 0 ? 0 : (double) sumMicros / sumCalls);
    }

    /** What is counted. */
    public enum Measure {
        CALLS,
        ERRORS,
        /** The sum of the durations. */
        MICROS
    }

    /** The sum in each whole second of the last minute, oldest first. */
    public synchronized long[] history(long nowMs, Measure measure) {
        long[] counted =
                switch (measure) {
                    case CALLS -> calls;
                    case ERRORS -> errors;
                    case MICROS -> micros;
                };
        long now = Math.floorDiv(nowMs, 1000L);
        long[] history = new long[SECONDS - 1];
        for (int i = 0; i < history.length; i++) {
            long wanted = now - history.length + i;
            int slot = (int) Math.floorMod(wanted, (long) SECONDS);
            history[i] = second[slot] == wanted ? counted[slot] : 0;
        }
        return history;
    }

    /** Histories added, second by second; either may be empty for nothing. */
    static long[] sum(long[] left, long[] right) {
        long[] sum = left.length == 0 ? new long[right.length] : left.clone();
        for (int i = 0; i < right.length; i++) {
            sum[i] += right[i];
        }
        return sum;
    }
}
