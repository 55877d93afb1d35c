package io.stargazer.server.task.forecast;

/**
 * How often something happens in a second, of late: what happened longer ago counts less, half
 * after seven seconds. One thread.
 */
final class FadingRate {

    private static final double MEMORY_MS = 10_000;

    private double sum;
    private long atMs;

    void add(long nowMs, int times) {
        fade(nowMs);
        sum += times;
    }

    double perSecond(long nowMs) {
        fade(nowMs);
        return sum * 1000 / MEMORY_MS;
    }

    private void fade(long nowMs) {
        if (nowMs > atMs) {
            sum *= Math.exp((atMs - nowMs) / MEMORY_MS);
            atMs = nowMs;
        }
    }
}
