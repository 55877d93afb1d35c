package io.stargazer.server.task.live;

import io.stargazer.server.time.SteadyClock;
import io.stargazer.server.time.Timers;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Runs an action at the earliest of the times that it was asked for. Thread-safe. */
final class Wakeup {

    /** The clock may run a tenth faster than the timers, to catch up: see {@link SteadyClock}. */
    private static final int FASTER = 11;

    private final Timers timers;
    private final Runnable action;
    private Timers.@Nullable Timer timer;
    private long setMs = Long.MAX_VALUE;

    Wakeup(Timers timers, Runnable action) {
        this.timers = timers;
        this.action = action;
    }

    /**
     * The action runs at that time or before.
     *
     * @param atMs milliseconds since 1970, {@code Long.MAX_VALUE} for no wish
     */
    synchronized void by(long atMs) {
        if (atMs >= setMs) {
            return;
        }
        if (timer != null) {
            timer.cancel();
        }
        setMs = atMs;
        long waitMs = Math.max(0, atMs - timers.millis());
        timer = timers.after(Duration.ofMillis(waitMs - waitMs / FASTER), this::ring);
    }

    private void ring() {
        synchronized (this) {
            setMs = Long.MAX_VALUE;
        }
        action.run();
    }
}
