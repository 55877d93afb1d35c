package io.stargazer.bench.rpc.load;

import io.stargazer.bench.rpc.load.Measurement.Latency;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Calls on a fixed schedule, whatever comes back: latency counts from the moment at which a call
 * was due, not from when it got out, so that a pause is felt by all calls it held up. A call that
 * fails, or has no answer in a minute, counts as a minute.
 */
public final class OpenLoop {

    private static final long A_MINUTE_NS = TimeUnit.MINUTES.toNanos(1);

    /** So long the caller rests when nothing is due: it must not take a core from the others. */
    private static final long REST_NS = 50_000;

    private static final long LOOK_NS = 1_000_000;

    private final AsyncEcho echo;
    private final byte[] payload;

    public OpenLoop(AsyncEcho echo, byte[] payload) {
        this.echo = echo;
        this.payload = payload;
    }

    /** Makes {@code perSecond} calls a second for so long. */
    public Measurement run(double perSecond, double seconds) {
        Timed timed = new Timed(payload.length);
        long total = (long) (perSecond * seconds);
        Usage before = Usage.now();
        long startNs = System.nanoTime();
        long sent = 0;
        while (sent < total) {
            long sinceStartNs = System.nanoTime() - startNs;
            long due = Math.min(total, 1 + (long) (sinceStartNs * perSecond / 1e9));
            while (sent < due) {
                long dueNs = startNs + (long) (sent * 1e9 / perSecond);
                echo.send(payload, timed.due(dueNs));
                sent++;
            }
            LockSupport.parkNanos(REST_NS);
        }
        timed.await(total, System.nanoTime() + A_MINUTE_NS);
        long elapsedNs = System.nanoTime() - startNs;
        return timed.measurement(total, elapsedNs, Usage.now().since(before));
    }

    /** The answers of one run. */
    private static final class Timed {
        private final Histogram latencyNs = new ConcurrentHistogram(1000, A_MINUTE_NS, 3);
        private final LongAdder ended = new LongAdder();
        private final Failures failures = new Failures();
        private final int payloadBytes;

        Timed(int payloadBytes) {
            this.payloadBytes = payloadBytes;
        }

        Answer due(long dueNs) {
            return new Answer() {
                @Override
                public void answered(int bytes) {
                    if (bytes == payloadBytes) {
                        record(Math.min(A_MINUTE_NS, System.nanoTime() - dueNs));
                    } else {
                        failures.addWrongLength(bytes, payloadBytes);
                        record(A_MINUTE_NS);
                    }
                }

                @Override
                public void failed(Throwable why) {
                    failures.add(why);
                    record(A_MINUTE_NS);
                }
            };
        }

        private void record(long tookNs) {
            latencyNs.recordValue(tookNs);
            ended.increment();
        }

        void await(long total, long untilNs) {
            while (ended.sum() < total && System.nanoTime() - untilNs < 0) {
                LockSupport.parkNanos(LOOK_NS);
            }
        }

        Measurement measurement(long total, long elapsedNs, Usage used) {
            long silent = total - ended.sum();
            for (long at = 0; at < silent; at++) {
                latencyNs.recordValue(A_MINUTE_NS);
            }
            long lost = failures.count() + silent;
            return new Measurement(
                    total - lost,
                    lost,
                    elapsedNs,
                    used,
                    new Latency(
                            latencyNs.getValueAtPercentile(50),
                            latencyNs.getValueAtPercentile(99),
                            latencyNs.getValueAtPercentile(99.9)));
        }
    }
}
