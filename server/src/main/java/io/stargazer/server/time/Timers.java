package io.stargazer.server.time;

import java.time.Duration;
import java.time.InstantSource;

/**
 * The only way the server floor learns the time or waits. Two implementations: {@link SystemTimers}
 * and the simulated clock of the {@code sim} module.
 *
 * <p>Threading: methods may be called from any thread. Actions run one at a time on a thread of the
 * timers and must not block; what may block goes to a virtual thread.
 */
public interface Timers extends InstantSource {

    /**
     * Nanoseconds since some moment in the past: for durations, which no correction of the time of
     * day makes longer or shorter.
     */
    long nanos();

    /** Runs the action once, after the delay, unless it is cancelled before. */
    Timer after(Duration delay, Runnable action);

    /** Runs the action again and again, a period after each end, first after one period. */
    default Timer every(Duration period, Runnable action) {
        return new Repetition(this, period, action);
    }

    /** Something that will run. */
    interface Timer {
        /** It will not run any more, unless it is running right now. Harmless when repeated. */
        void cancel();
    }
}
