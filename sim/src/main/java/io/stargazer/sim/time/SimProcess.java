package io.stargazer.sim.time;

import java.time.Duration;

/**
 * One process of the simulated world: what it has planned dies with it, and waits while it is
 * frozen (SIGSTOP, a long garbage collection). Messages sent to it go the same way.
 */
public final class SimProcess {

    private final SimClock clock;
    private boolean alive = true;
    private long frozenUntilNs;

    public SimProcess(SimClock clock) {
        this.clock = clock;
    }

    public SimClock clock() {
        return clock;
    }

    public boolean alive() {
        return alive;
    }

    /** Nothing of it happens any more. */
    public void kill() {
        alive = false;
    }

    public boolean isFrozen() {
        return frozenUntilNs > clock.nowNs();
    }

    /** What is due meanwhile happens afterwards, in the same order. */
    public void freeze(Duration duration) {
        frozenUntilNs = Math.max(frozenUntilNs, clock.nowNs() + duration.toNanos());
    }

    public SimClock.Event after(Duration delay, Runnable action) {
        return clock.after(delay, () -> run(action));
    }

    SimClock.Event inBackground(Duration delay, Runnable action) {
        return clock.inBackground(delay, () -> run(action));
    }

    private void run(Runnable action) {
        if (!alive) {
            return;
        }
        long waitNs = frozenUntilNs - clock.nowNs();
        if (waitNs > 0) {
            clock.after(Duration.ofNanos(waitNs), () -> run(action));
        } else {
            action.run();
        }
    }
}
