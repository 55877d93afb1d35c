package io.stargazer.server.task.pace;

/**
 * At most so many a second: a bucket that holds the tokens of a tenth of a second, at least one.
 * Kept as the time at which the bucket would be full again (the generic cell rate algorithm), in
 * whole nanoseconds.
 */
public final class Rate {

    private static final long NS_PER_MS = 1_000_000;
    private static final long NS_PER_SECOND = 1_000 * NS_PER_MS;
    private static final long HOLDS_NS = NS_PER_SECOND / 10;

    private final int perSecond;
    private long fullNs;

    /**
     * @param perSecond 0 for any number
     */
    public Rate(int perSecond) {
        this.perSecond = perSecond;
    }

    public int perSecond() {
        return perSecond;
    }

    /** When a token can be had, milliseconds since 1970: not after {@code nowMs} if at once. */
    public long readyMs(long nowMs) {
        if (perSecond == 0) {
            return nowMs;
        }
        long roomNs = Math.max(0, HOLDS_NS - intervalNs());
        forgetFuture(nowMs);
        return Math.ceilDiv(fullNs - roomNs, NS_PER_MS);
    }

    public void take(long nowMs) {
        if (perSecond > 0) {
            fullNs = Math.max(fullNs, nowMs * NS_PER_MS) + intervalNs();
        }
    }

    /** A clock that was set back does not stop the type until it has caught up. */
    private void forgetFuture(long nowMs) {
        long latestNs = nowMs * NS_PER_MS + HOLDS_NS + intervalNs();
        fullNs = Math.min(fullNs, latestNs);
    }

    private long intervalNs() {
        return NS_PER_SECOND / perSecond;
    }
}
