package io.stargazer.sim.time;

import java.time.Duration;
import java.time.Instant;

/**
 * The clock of one simulated machine. The time of day may jump and run too fast or too slow, as
 * those of machines do; durations are measured by the same quartz, but never jump. One thread.
 */
public final class SimWallClock {

    /** When every world begins. */
    public static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    /** No quartz is worse. */
    public static final long WORST_PPM = 500;

    private final SimClock clock;
    private Duration offset = Duration.ZERO;
    private long driftPpm;

    /** What it has counted up to the last change of its speed, and when that was. */
    private long countedNs;

    private long sinceNs;

    public SimWallClock(SimClock clock) {
        this.clock = clock;
    }

    Instant instant() {
        return BEGIN.plusNanos(nanos()).plus(offset);
    }

    /** What the quartz has counted since the world began. */
    long nanos() {
        return countedNs + counted(clock.nowNs() - sinceNs);
    }

    private long counted(long realNs) {
        return realNs + realNs / 1_000_000 * driftPpm;
    }

    /** What is really this long when the machine believes it to be. */
    Duration real(Duration measured) {
        return measured.minusNanos(measured.toNanos() / 1_000_000 * driftPpm);
    }

    /** The time of day jumps, forwards or backwards. */
    public void jump(Duration by) {
        offset = offset.plus(by);
    }

    /** The clock goes this many millionths too fast, {@link #WORST_PPM} at most. */
    public void drift(long ppm) {
        countedNs = nanos();
        sinceNs = clock.nowNs();
        driftPpm = Math.clamp(ppm, -WORST_PPM, WORST_PPM);
    }

    /** Somebody has set the time of day right. */
    public void set() {
        offset = Duration.ofNanos(clock.nowNs() - nanos());
    }
}
