package io.stargazer.api.registry;

/**
 * The buckets in which durations are reported (RP-8): eight to each doubling, so that a duration is
 * known to within an eighth, and the counts of many processes may be added. The scale is on the
 * wire: it never changes.
 *
 * <pre>
 *   bucket      0     1 ... 8         9 ... 16        ...   225 ... 232
 *   holds   &lt; 128 ns  128 - 256 ns    256 - 512 ns         34.4 - 68.7 s and longer
 * </pre>
 */
public final class LatencyScale {

    /** How many buckets there are. */
    public static final int SIZE = 233;

    private static final int FIRST_POWER = 7;
    private static final int STEPS_POWER = 3;
    private static final int STEPS = 1 << STEPS_POWER;

    private LatencyScale() {}

    /** The bucket of a duration; the last one takes whatever is longer. */
    public static int bucket(long nanos) {
        if (nanos < 1L << FIRST_POWER) {
            return 0;
        }
        int power = Long.SIZE - 1 - Long.numberOfLeadingZeros(nanos);
        int step = (int) (nanos >>> (power - STEPS_POWER)) & (STEPS - 1);
        return Math.min(SIZE - 1, 1 + (power - FIRST_POWER) * STEPS + step);
    }

    /** Where a bucket begins, in nanoseconds. */
    public static long from(int bucket) {
        if (bucket == 0) {
            return 0;
        }
        int power = FIRST_POWER + (bucket - 1) / STEPS;
        long step = (bucket - 1L) % STEPS;
        return (STEPS + step) << (power - STEPS_POWER);
    }

    /** Where a bucket ends, in nanoseconds: the next one begins there. */
    public static long to(int bucket) {
        return from(bucket + 1);
    }
}
