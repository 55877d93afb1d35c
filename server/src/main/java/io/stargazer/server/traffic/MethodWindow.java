package io.stargazer.server.traffic;

import io.stargazer.api.registry.MethodCalls;
import org.jspecify.annotations.Nullable;

/** The last seconds of one method, as the processes of one application see it. Thread-safe. */
final class MethodWindow {

    /** The seconds before this one that are read, and this one. */
    private static final int SECONDS = SlidingRate.WINDOW;

    private final SlidingRate rate = new SlidingRate();
    private final long[] second = new long[SECONDS];
    private final @Nullable Tally[] tallies = new @Nullable Tally[SECONDS];
    private long lastMs;

    synchronized void add(long nowMs, MethodCalls counted) {
        long now = Math.floorDiv(nowMs, 1000L);
        int slot = (int) Math.floorMod(now, (long) SECONDS);
        Tally tally = tallies[slot];
        if (tally == null) {
            tally = new Tally();
            tallies[slot] = tally;
        } else if (second[slot] != now) {
            tally.clear();
        }
        second[slot] = now;
        tally.add(counted);
        rate.add(nowMs, counted.calls(), 0, 0);
        lastMs = nowMs;
    }

    /** Adds the whole seconds before this one. */
    synchronized void addTo(Tally sum, long nowMs) {
        long now = Math.floorDiv(nowMs, 1000L);
        for (int slot = 0; slot < SECONDS; slot++) {
            Tally tally = tallies[slot];
            if (tally != null && second[slot] < now && second[slot] > now - SECONDS) {
                sum.add(tally);
            }
        }
    }

    /** The calls in each whole second of the last minute, oldest first. */
    long[] history(long nowMs) {
        return rate.history(nowMs, SlidingRate.Measure.CALLS);
    }

    /** When it was last added to. */
    synchronized long lastMs() {
        return lastMs;
    }
}
