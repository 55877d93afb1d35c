package io.stargazer.sim.time;

import java.time.Duration;
import java.util.PriorityQueue;

/**
 * Virtual time and the queue of everything that will happen, by (time, sequence): who is scheduled
 * first for a moment runs first. One thread; the same calls give the same run.
 *
 * <p>A <em>background</em> event, as a periodic timer, does not count as something still to happen:
 * {@link #runUntilQuiet} does not wait for it.
 */
public final class SimClock {

    /** Nothing real needs so many events: a loop without end is a bug, and is said. */
    private static final long MAX_EVENTS = 20_000_000;

    private final PriorityQueue<Event> queue = new PriorityQueue<>();
    private Runnable afterEach = () -> {};
    private long nowNs;
    private long sequence;
    private long events;
    private int foreground;

    /** Something that will happen. */
    public final class Event implements Comparable<Event> {
        private final long timeNs;
        private final long order;
        private final boolean background;
        private final Runnable action;
        private boolean over;

        private Event(long timeNs, boolean background, Runnable action) {
            this.timeNs = timeNs;
            this.order = sequence++;
            this.background = background;
            this.action = action;
        }

        /** It will not happen any more. Harmless when it has happened. */
        public void cancel() {
            if (!over) {
                finish();
            }
        }

        private void finish() {
            over = true;
            if (!background) {
                foreground--;
            }
        }

        @Override
        public int compareTo(Event other) {
            int byTime = Long.compare(timeNs, other.timeNs);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    /** Nanoseconds since the world began. */
    public long nowNs() {
        return nowNs;
    }

    /** How many events have happened. */
    public long events() {
        return events;
    }

    /** Runs after each event from now on: the invariants. */
    public void afterEach(Runnable check) {
        afterEach = check;
    }

    public Event after(Duration delay, Runnable action) {
        return at(nowNs + Math.max(0, delay.toNanos()), false, action);
    }

    /** As {@link #after}, for what comes again and again. */
    public Event inBackground(Duration delay, Runnable action) {
        return at(nowNs + Math.max(0, delay.toNanos()), true, action);
    }

    private Event at(long timeNs, boolean background, Runnable action) {
        Event event = new Event(timeNs, background, action);
        queue.add(event);
        if (!background) {
            foreground++;
        }
        return event;
    }

    /** Time goes on by this much. */
    public void runFor(Duration duration) {
        long endNs = nowNs + duration.toNanos();
        while (!queue.isEmpty() && queue.element().timeNs <= endNs) {
            step();
        }
        nowNs = endNs;
    }

    /** Until nothing but background events is left. */
    public void runUntilQuiet() {
        while (foreground > 0) {
            step();
        }
    }

    private void step() {
        Event event = queue.remove();
        if (event.over) {
            return;
        }
        nowNs = event.timeNs;
        event.finish();
        if (++events > MAX_EVENTS) {
            throw new IllegalStateException("the world does not come to rest");
        }
        event.action.run();
        afterEach.run();
    }
}
