package io.stargazer.api.task;

import io.stargazer.api.Limits;

/**
 * How often a task is tried, and how long to wait between (TK-5). Pauses double from the first to
 * the longest; each is shortened by up to half, by how much depends on the task alone, so that
 * tasks that failed together do not come back together.
 *
 * @param attempts in all, 1 to 100; after the last the task is a dead letter
 * @param firstPauseMs before the second attempt, milliseconds, 0 to the longest
 * @param longestPauseMs at most 24 hours, in milliseconds
 */
public record RetryPolicy(int attempts, int firstPauseMs, int longestPauseMs) {

    private static final int MAX_PAUSE_MS = 24 * 3600 * 1000;

    /** Three attempts, a second or less apart at first. */
    public static final RetryPolicy DEFAULT = new RetryPolicy(3, 1000, 60_000);

    /** One attempt. */
    public static final RetryPolicy NEVER = new RetryPolicy(1, 0, 0);

    public RetryPolicy {
        Limits.range("number of attempts", attempts, 1, 100);
        Limits.range("longest pause in ms", longestPauseMs, 0, MAX_PAUSE_MS);
        Limits.range("first pause in ms", firstPauseMs, 0, longestPauseMs);
    }

    /**
     * How long a task rests after an attempt that failed, in milliseconds: the same on every
     * server.
     *
     * @param ended how many attempts have ended, from 1
     */
    public long pauseMs(TaskId id, int ended) {
        int doublings = Math.min(Math.max(0, ended - 1), 31);
        long pause = Math.min((long) firstPauseMs << doublings, longestPauseMs);
        long chance = (id.low() + ended) * 0x9E3779B97F4A7C15L;
        long shortened = Math.floorMod(chance ^ chance >>> 32, pause / 2 + 1);
        return pause - shortened;
    }
}
