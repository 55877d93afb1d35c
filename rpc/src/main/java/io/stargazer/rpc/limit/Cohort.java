package io.stargazer.rpc.limit;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Some calls that came one after the other, followed until nearly all of them have ended. Looking
 * at the calls that end in a while would miss the slow ones whenever something has just changed.
 *
 * <p>Calls join and end on any thread; the rest is under the lock of {@link AdaptiveLimit}.
 */
final class Cohort {

    /** The ticket of a call that is not followed. */
    static final int NONE = Integer.MAX_VALUE;

    private static final int SLOT_BITS = 8;
    private static final int MOST = 1 << SLOT_BITS;
    private static final int ENOUGH = 64;
    private static final int FEWEST = 16;
    private static final long SPAN_NS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long LONG_SPAN_NS = 10 * SPAN_NS;
    private static final long LONGEST_NS = TimeUnit.MINUTES.toNanos(1);
    private static final int GENERATIONS = NONE >>> SLOT_BITS;

    private final AtomicLongArray started = new AtomicLongArray(MOST);
    private final AtomicLongArray latencies = new AtomicLongArray(MOST);
    private final AtomicInteger joined = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();
    private final AtomicInteger sumOfOpen = new AtomicInteger();
    private volatile int peak;
    private volatile int generation;
    private volatile boolean joining = true;
    private volatile long fromNs;

    Cohort(long nowNs) {
        fromNs = nowNs;
    }

    /**
     * A call has come and is perhaps one of them.
     *
     * @param open how many calls are open now, with this one
     */
    int join(int open, long nowNs) {
        long ageNs = nowNs - fromNs;
        if (!joining || ageNs < 0 || ageNs >= LONGEST_NS) {
            return NONE;
        }
        int mine = generation;
        int slot = joined.getAndIncrement();
        if (slot >= MOST) {
            joining = false;
            return NONE;
        }
        long spanNs = slot + 1 >= ENOUGH ? SPAN_NS : LONG_SPAN_NS;
        if (slot + 1 >= FEWEST && ageNs >= spanNs) {
            joining = false;
        }
        sumOfOpen.addAndGet(open);
        if (open > peak) {
            peak = open;
        }
        started.set(slot, nowNs);
        return mine << SLOT_BITS | slot;
    }

    /** A call has ended, perhaps one of them. */
    void end(int ticket, long nowNs) {
        if (ticket != NONE && ticket >>> SLOT_BITS == generation) {
            int slot = ticket & (MOST - 1);
            latencies.set(slot, Math.max(1, nowNs - started.get(slot)));
            ended.incrementAndGet();
        }
    }

    /** Seven of eight have ended, for the eighth may never; or it has been far too long. */
    boolean isOver(long nowNs) {
        return (!joining && ended.get() * 8 >= size() * 7) || nowNs - fromNs >= LONGEST_NS;
    }

    /** It is over before there were enough: they came in different times, and tell of neither. */
    boolean isTooSmall() {
        return joining;
    }

    private int size() {
        return Math.min(MOST, joined.get());
    }

    boolean isEmpty() {
        return joined.get() == 0;
    }

    /** What they tell; those that are still open count as if they ended now. */
    Observation observation(long nowNs) {
        int size = size();
        double sum = 0;
        double sumOfSquares = 0;
        for (int slot = 0; slot < size; slot++) {
            long latencyNs = latencies.get(slot);
            long known = latencyNs != 0 ? latencyNs : Math.max(1, nowNs - started.get(slot));
            double log = Math.log((double) known);
            sum += log;
            sumOfSquares += log * log;
        }
        double mean = sum / size;
        double variance = Math.max(0, sumOfSquares / size - mean * mean);
        return new Observation(sumOfOpen.get() / size, peak, mean, Math.sqrt(variance / size));
    }

    /**
     * Follows other calls, those that come from now on, but not sooner than a span after the last.
     */
    void next(long nowNs) {
        joining = false;
        generation = (generation + 1) % GENERATIONS;
        for (int slot = 0; slot < MOST; slot++) {
            latencies.set(slot, 0);
        }
        ended.set(0);
        sumOfOpen.set(0);
        peak = 0;
        joined.set(0);
        fromNs = nowNs - fromNs < SPAN_NS ? fromNs + SPAN_NS : nowNs;
        joining = true;
    }
}
