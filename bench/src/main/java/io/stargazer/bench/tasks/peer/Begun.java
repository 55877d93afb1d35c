package io.stargazer.bench.tasks.peer;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** The tasks that this process has begun and ended since it was last asked. Thread-safe. */
public final class Begun {

    private static final long A_MINUTE_NS = TimeUnit.MINUTES.toNanos(1);
    private static final long LOOK_EVERY_NS = 500_000;

    private final Histogram delayNs = new ConcurrentHistogram(1000, A_MINUTE_NS, 3);
    private final AtomicLong ended = new AtomicLong();
    private volatile long lastNs;

    /** One begins, which was submitted at that moment of {@link System#nanoTime()}. */
    public void began(long submittedNs) {
        delayNs.recordValue(Math.clamp(System.nanoTime() - submittedNs, 0, A_MINUTE_NS));
    }

    /** So many more have ended, and whoever keeps them knows. */
    public void ended(int count) {
        lastNs = System.nanoTime();
        ended.addAndGet(count);
    }

    /** Forgets all. */
    public void reset() {
        ended.set(0);
        delayNs.reset();
    }

    /**
     * Waits until so many have ended.
     *
     * @return when the last of them did, and p50 and p99 from submission to beginning, nanoseconds
     * @throws IOException they did not within a minute
     */
    public String await(long count) throws IOException {
        long startNs = System.nanoTime();
        while (ended.get() < count) {
            if (System.nanoTime() - startNs > A_MINUTE_NS) {
                throw new IOException("only %d of %d tasks ended".formatted(ended.get(), count));
            }
            LockSupport.parkNanos(LOOK_EVERY_NS);
        }
        return "%d %d %d"
                .formatted(
                        lastNs, delayNs.getValueAtPercentile(50), delayNs.getValueAtPercentile(99));
    }
}
