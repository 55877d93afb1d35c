package io.stargazer.sim.time;

import io.stargazer.server.time.Timers;
import java.time.Duration;
import java.time.Instant;

/**
 * The time of one simulated process. Delays are true; the wall clock may run fast or slow and may
 * jump, as those of machines do. One thread.
 */
public final class SimTimers implements Timers {

    /** When every world begins. */
    public static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    private final SimProcess process;
    private Duration offset = Duration.ZERO;
    private long driftPpm;

    public SimTimers(SimProcess process) {
        this.process = process;
    }

    @Override
    public Instant instant() {
        long nowNs = process.clock().nowNs();
        return BEGIN.plusNanos(nowNs + nowNs / 1_000_000 * driftPpm).plus(offset);
    }

    /** The wall clock jumps, forwards or backwards. */
    public void jump(Duration by) {
        offset = offset.plus(by);
    }

    /** The wall clock goes this many millionths too fast. */
    public void drift(long ppm) {
        driftPpm = ppm;
    }

    @Override
    public Timer after(Duration delay, Runnable action) {
        return process.after(delay, action)::cancel;
    }

    @Override
    public Timer every(Duration period, Runnable action) {
        return new Periodic(period, action);
    }

    private final class Periodic implements Timer {

        private final Duration period;
        private final Runnable action;
        private SimClock.Event next;
        private boolean cancelled;

        Periodic(Duration period, Runnable action) {
            this.period = period;
            this.action = action;
            this.next = process.inBackground(period, this::run);
        }

        private void run() {
            action.run();
            if (!cancelled) {
                next = process.inBackground(period, this::run);
            }
        }

        @Override
        public void cancel() {
            cancelled = true;
            next.cancel();
        }
    }
}
