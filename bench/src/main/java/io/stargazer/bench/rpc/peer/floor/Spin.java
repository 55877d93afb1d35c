package io.stargazer.bench.rpc.peer.floor;

import java.util.concurrent.locks.LockSupport;

/**
 * Waiting without sleeping, for so long that a running ping-pong never sleeps; after that it sleeps
 * a little at a time, because others are measured meanwhile.
 */
final class Spin {

    private static final int LOOKS_A_READING = 1024;
    private static final long AWAKE_NS = 50_000_000;
    private static final long SLEEP_NS = 1_000_000;

    private int looks;
    private long sinceNs;

    /** Something came. */
    void reset() {
        looks = 0;
        sinceNs = 0;
    }

    /** Nothing came yet. */
    void once() {
        looks++;
        if (looks % LOOKS_A_READING != 0) {
            Thread.onSpinWait();
            return;
        }
        long nowNs = System.nanoTime();
        if (sinceNs == 0) {
            sinceNs = nowNs;
        } else if (nowNs - sinceNs > AWAKE_NS) {
            LockSupport.parkNanos(SLEEP_NS);
            looks--; // the next look sleeps again
        }
    }
}
