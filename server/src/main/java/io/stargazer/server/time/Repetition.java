package io.stargazer.server.time;

import java.time.Duration;

/** An action that arms itself anew after each run. */
final class Repetition implements Timers.Timer {

    private final Timers timers;
    private final Duration period;
    private final Runnable action;
    private Timers.Timer next;
    private boolean cancelled;

    Repetition(Timers timers, Duration period, Runnable action) {
        this.timers = timers;
        this.period = period;
        this.action = action;
        this.next = timers.after(period, this::run);
    }

    private void run() {
        try {
            action.run();
        } finally {
            arm();
        }
    }

    private synchronized void arm() {
        if (!cancelled) {
            next = timers.after(period, this::run);
        }
    }

    @Override
    public synchronized void cancel() {
        cancelled = true;
        next.cancel();
    }
}
