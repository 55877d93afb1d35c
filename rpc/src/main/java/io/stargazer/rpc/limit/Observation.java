package io.stargazer.rpc.limit;

/**
 * So many calls at once took so long. Latencies are compared by the logarithm, whose mean a few
 * slow calls among many quick ones hardly move.
 *
 * @param calls open when one of them came, on average
 * @param peak open at the same time, at most
 * @param logNs mean of the natural logarithms of their latencies
 * @param error standard error of that mean: how far chance may have moved it
 */
record Observation(int calls, int peak, double logNs, double error) {

    /** Before anything is known. */
    static final Observation NOTHING = new Observation(0, 0, 0, 0);

    boolean isKnown() {
        return calls > 0;
    }

    /** The typical latency: the geometric mean. */
    long latencyNs() {
        return (long) Math.exp(logNs);
    }

    /** Slower than the other by more than this factor, and by more than chance explains. */
    boolean isSlowerThan(Observation other, double factor) {
        double difference = logNs - other.logNs;
        return difference > Math.log(factor) && difference > 3 * Math.hypot(error, other.error);
    }
}
