package io.stargazer.bench.rpc.load;

import io.stargazer.bench.rpc.load.Measurement.Latency;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** Many virtual threads, each with one call at a time that it waits for. */
public final class ManyThreads implements Load {

    private final BlockingEcho echo;
    private final byte[] payload;
    private final int threads;
    private volatile boolean stopping;

    public ManyThreads(BlockingEcho echo, byte[] payload, int threads) {
        this.echo = echo;
        this.payload = payload;
        this.threads = threads;
    }

    @Override
    public Measurement run(double seconds) throws InterruptedException {
        stopping = false;
        Failures failures = new Failures();
        LongAdder calls = new LongAdder();
        List<Thread> running = new ArrayList<>();
        Usage before = Usage.now();
        long startNs = System.nanoTime();
        for (int at = 0; at < threads; at++) {
            running.add(Thread.ofVirtual().start(() -> callUntilStopped(calls, failures)));
        }
        TimeUnit.NANOSECONDS.sleep((long) (seconds * 1e9));
        stopping = true;
        for (Thread thread : running) {
            thread.join();
        }
        long elapsedNs = System.nanoTime() - startNs;
        return new Measurement(
                calls.sum(),
                failures.count(),
                elapsedNs,
                Usage.now().since(before),
                Latency.UNTIMED);
    }

    private void callUntilStopped(LongAdder calls, Failures failures) {
        long made = 0;
        try {
            while (!stopping) {
                int bytes = echo.call(payload);
                if (bytes == payload.length) {
                    made++;
                } else {
                    failures.addWrongLength(bytes, payload.length);
                }
            }
        } catch (Exception e) {
            failures.add(e);
        }
        calls.add(made);
    }
}
