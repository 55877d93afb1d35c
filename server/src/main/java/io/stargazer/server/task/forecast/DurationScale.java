package io.stargazer.server.task.forecast;

/**
 * Buckets for durations from a microsecond to 50 days: eight in each doubling, so that the bounds
 * of one are at most an eighth apart.
 */
final class DurationScale {

    private static final int STEPS_LOG = 3;
    private static final int STEPS = 1 << STEPS_LOG;
    private static final int DOUBLINGS = 42;

    static final int BUCKETS = (DOUBLINGS - STEPS_LOG + 1) * STEPS;
    static final long LONGEST_MICROS = (1L << DOUBLINGS) - 1;

    private DurationScale() {}

    /** The bucket of a duration; those outside of the scale fall into the first or the last. */
    static int bucketOf(long micros) {
        long inside = Math.clamp(micros, 0, LONGEST_MICROS);
        if (inside < STEPS) {
            return (int) inside;
        }
        int doubling = Long.SIZE - 1 - Long.numberOfLeadingZeros(inside);
        int shift = doubling - STEPS_LOG;
        return (shift + 1) * STEPS + (int) (inside >>> shift & (STEPS - 1));
    }
}
