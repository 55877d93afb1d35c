package io.stargazer.rpc.balance;

import java.util.concurrent.TimeUnit;

/**
 * A moving average of latencies that jumps to a peak at once and decays from it in about ten
 * seconds, as in Finagle. Lost updates between threads do no harm, so there is no lock.
 */
final class PeakEwma {

    private static final double DECAY_NS = TimeUnit.SECONDS.toNanos(10);

    private volatile double averageNs;
    private volatile long stampNs = System.nanoTime();

    void observe(long latencyNs, long nowNs) {
        double before = averageNs;
        long elapsedNs = Math.max(0, nowNs - stampNs);
        stampNs = nowNs;
        double keep = Math.exp(-elapsedNs / DECAY_NS);
        averageNs = latencyNs > before ? latencyNs : before * keep + latencyNs * (1 - keep);
    }

    /** Forgets what was before. */
    void beginAnew(long latencyNs, long nowNs) {
        stampNs = nowNs;
        averageNs = latencyNs;
    }

    double averageNs(long nowNs) {
        return averageNs * Math.exp(-Math.max(0, nowNs - stampNs) / DECAY_NS);
    }
}
