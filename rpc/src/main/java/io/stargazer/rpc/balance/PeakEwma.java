package io.stargazer.rpc.balance;

import java.util.concurrent.TimeUnit;

/**
 * A moving average of latencies that jumps to a peak at once and decays from it in about ten
 * seconds, as in Finagle. Lost updates between threads do no harm, so there is no lock.
 */
final class PeakEwma {

    private static final double DECAY_NS = TimeUnit.SECONDS.toNanos(10);

    /** What was seen so long ago, without anything since, tells nothing any more. */
    private static final double KNOWN_FOR_NS = 3 * DECAY_NS;

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

    /** Nothing is known any more. */
    void forget() {
        averageNs = 0;
    }

    /** 0 when nothing is known. */
    double averageNs(long nowNs) {
        long elapsedNs = Math.max(0, nowNs - stampNs);
        return elapsedNs > KNOWN_FOR_NS ? 0 : averageNs * Math.exp(-elapsedNs / DECAY_NS);
    }
}
