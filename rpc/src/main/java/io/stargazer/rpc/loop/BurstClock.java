package io.stargazer.rpc.loop;

/**
 * The time as one connection needs it. To ask the machine costs as much as a quarter of a call, so
 * while a burst of frames is being handled the answer is used again for a few calls: it is late by
 * no more than what those calls took. Between bursts it is exact. Event loop only.
 */
public final class BurstClock {

    private static final int USES = 16;

    private boolean bursting;
    private long lastNs;
    private int usesLeft;

    /** Many questions will follow. */
    public void begin() {
        bursting = true;
        usesLeft = 0;
    }

    public void end() {
        bursting = false;
    }

    public boolean isBursting() {
        return bursting;
    }

    /** In terms of {@link System#nanoTime()}. */
    public long nowNs() {
        if (!bursting) {
            return System.nanoTime();
        }
        if (--usesLeft < 0) {
            usesLeft = USES - 1;
            lastNs = System.nanoTime();
        }
        return lastNs;
    }
}
