package io.stargazer.api.task;

import io.stargazer.api.Limits;

/**
 * What a type of task may use up (TK-11, TK-12).
 *
 * @param ratePerSecond how many attempts may begin in a second, up to 1,000,000; 0 for any number
 * @param atOnce how many may run at a time in the whole cluster, up to 1,000,000; 0 for any number
 * @param mostPending how many tasks may wait and run before more are refused, 1 to 10,000,000
 * @param mostPendingBytes how large their payloads may be in all, 1 B to 64 GiB
 */
public record TypeLimits(int ratePerSecond, int atOnce, int mostPending, long mostPendingBytes) {

    private static final long MAX_BYTES = 64L << 30;

    /** Any rate, any number at a time, two million pending, of a gibibyte in all. */
    public static final TypeLimits DEFAULT = new TypeLimits(0, 0, 2_000_000, 1L << 30);

    public TypeLimits {
        Limits.range("rate per second", ratePerSecond, 0, 1_000_000);
        Limits.range("number at a time", atOnce, 0, 1_000_000);
        Limits.range("number of pending tasks", mostPending, 1, 10_000_000);
        Limits.range("number of pending bytes", mostPendingBytes, 1, MAX_BYTES);
    }
}
