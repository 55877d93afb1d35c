package io.stargazer.sim.time;

import io.stargazer.server.time.Timers;
import java.time.Duration;
import java.time.Instant;

/** The time of one simulated process, as its machine's clock has it. One thread. */
public final class SimTimers implements Timers {

    private final SimProcess process;
    private final SimWallClock clock;

    public SimTimers(SimProcess process, SimWallClock clock) {
        this.process = process;
        this.clock = clock;
    }

    @Override
    public Instant instant() {
        return clock.instant();
    }

    @Override
    public Timer after(Duration delay, Runnable action) {
        return process.after(clock.real(delay), action)::cancel;
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
            this.next = process.inBackground(clock.real(period), this::run);
        }

        private void run() {
            action.run();
            if (!cancelled) {
                next = process.inBackground(clock.real(period), this::run);
            }
        }

        @Override
        public void cancel() {
            cancelled = true;
            next.cancel();
        }
    }
}
