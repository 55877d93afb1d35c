package io.stargazer.server.task.forecast;

/**
 * How long the attempts at tasks of one type took, and how many failed. Each new measurement weighs
 * a little more than the one before, so that the last thousand or so count. One thread.
 */
final class MeasuredType {

    /** About so many measurements count. */
    static final int WINDOW = 1024;

    private static final double GROWTH = 1 + 1.0 / WINDOW;
    private static final double LARGEST_WEIGHT = 1e100;

    private final double[] weights = new double[DurationScale.BUCKETS];
    private final double[] sums = new double[DurationScale.BUCKETS];
    private double weight = 1;
    private double failed;
    private long measured;

    void add(long micros) {
        int bucket = DurationScale.bucketOf(micros);
        weights[bucket] += weight;
        sums[bucket] += weight * Math.clamp(micros, 0, DurationScale.LONGEST_MICROS);
        measured++;
        weight *= GROWTH;
        if (weight > LARGEST_WEIGHT) {
            scaleDown();
        }
    }

    /** One of the attempts failed. */
    void addFailure() {
        failed += weight;
    }

    private void scaleDown() {
        for (int i = 0; i < weights.length; i++) {
            weights[i] /= weight;
            sums[i] /= weight;
        }
        failed /= weight;
        weight = 1;
    }

    /** What is known now. */
    Durations durations() {
        int used = 0;
        for (double each : weights) {
            used += each > 0 ? 1 : 0;
        }
        double[] upTo = new double[used];
        double[] means = new double[used];
        double total = 0;
        int next = 0;
        for (int i = 0; i < weights.length; i++) {
            if (weights[i] > 0) {
                total += weights[i];
                upTo[next] = total;
                means[next++] = Math.rint(sums[i] / weights[i]);
            }
        }
        return new Durations(upTo, means, Math.min(measured, WINDOW), Math.min(1, failed / total));
    }

    /**
     * Buckets for durations from a microsecond to 50 days: eight in each doubling, so that the
     * bounds of one are at most an eighth apart.
     */
    static final class DurationScale {

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
}
