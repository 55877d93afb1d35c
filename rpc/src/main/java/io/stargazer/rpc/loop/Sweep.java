package io.stargazer.rpc.loop;

import io.netty.channel.EventLoop;
import java.util.concurrent.TimeUnit;
import java.util.function.LongUnaryOperator;

/**
 * Finds calls whose deadline has passed with one timer for all calls of a connection: it is set to
 * the earliest deadline, looks at every open call when it fires, and is set to the next. Event loop
 * only.
 */
public final class Sweep {

    /** What an expiry returns when no deadline is left. */
    public static final long NONE = Long.MAX_VALUE;

    private static final long FINEST_NS = TimeUnit.MILLISECONDS.toNanos(1);

    private final EventLoop loop;
    private final LongUnaryOperator expire;
    private long nextNs = NONE;
    private boolean set;

    /**
     * A sweep over the calls of a connection.
     *
     * @param expire given the time, ends what is due and returns the earliest deadline left
     */
    public Sweep(EventLoop loop, LongUnaryOperator expire) {
        this.loop = loop;
        this.expire = expire;
    }

    /** The earlier of two deadlines, either of which may be {@link #NONE}. */
    public static long earlier(long one, long other) {
        if (one == NONE || other == NONE) {
            return one == NONE ? other : one;
        }
        return one - other < 0 ? one : other;
    }

    /** A call with this deadline was opened. */
    public void expect(long deadlineNs) {
        if (deadlineNs != NONE && (!set || deadlineNs - nextNs < 0)) {
            schedule(deadlineNs);
        }
    }

    private void schedule(long deadlineNs) {
        set = true;
        nextNs = deadlineNs;
        long delayNs = Math.max(FINEST_NS, deadlineNs - System.nanoTime());
        var unused = loop.schedule(() -> sweep(deadlineNs), delayNs, TimeUnit.NANOSECONDS);
    }

    private void sweep(long setFor) {
        if (!set || setFor != nextNs) {
            return;
        }
        set = false;
        long next = expire.applyAsLong(System.nanoTime());
        if (next != NONE && !set) {
            schedule(next);
        }
    }
}
