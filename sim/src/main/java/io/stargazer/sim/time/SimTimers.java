package io.stargazer.sim.time;

import io.stargazer.server.time.SteadyClock;
import io.stargazer.server.time.Timers;
import java.time.Duration;
import java.time.Instant;

/**
 * The time of one simulated process: as its machine's clock has it, made steady as every server
 * does for itself. One thread.
 */
public final class SimTimers implements Timers {

    private final SimProcess process;
    private final SimWallClock clock;
    private final SteadyClock steady;

    public SimTimers(SimProcess process, SimWallClock clock) {
        this.process = process;
        this.clock = clock;
        this.steady =
                new SteadyClock(
                        new SteadyClock.Machine() {
                            @Override
                            public long wallMillis() {
                                return clock.instant().toEpochMilli();
                            }

                            @Override
                            public long nanos() {
                                return clock.nanos();
                            }

                            @Override
                            public long uptimeNanos() {
                                return clock.nanos();
                            }
                        });
    }

    @Override
    public Instant instant() {
        return steady.instant();
    }

    @Override
    public long nanos() {
        return clock.nanos();
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
