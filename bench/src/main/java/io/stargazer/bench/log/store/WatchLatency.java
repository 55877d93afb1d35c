package io.stargazer.bench.log.store;

import io.stargazer.bench.rpc.load.Load;
import io.stargazer.bench.rpc.load.Measurement;
import io.stargazer.bench.rpc.load.Measurement.Latency;
import io.stargazer.bench.rpc.load.Usage;
import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * How soon a watcher hears of a write: from just before it is sent until the callback on another
 * connection. The next write leaves when both are done.
 */
final class WatchLatency implements Load {

    private static final long PATIENCE_SECONDS = 10;

    private final Store writer;
    private final BlockingQueue<Long> calledNs = new ArrayBlockingQueue<>(16);
    private long number;

    /**
     * @param first the number of the first write: the first connection's own, as all after it
     */
    WatchLatency(Store writer, Store watcher, long first) throws Exception {
        number = first;
        this.writer = writer;
        watcher.watch(() -> calledNs.add(System.nanoTime()));
    }

    @Override
    public Measurement run(double seconds) throws Exception {
        Histogram latencyNs = new Histogram(3);
        Usage before = Usage.now();
        long startNs = System.nanoTime();
        long untilNs = startNs + (long) (seconds * 1e9);
        long nowNs = startNs;
        while (nowNs - untilNs < 0) {
            long sentNs = System.nanoTime();
            writer.write(number).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            Long called = calledNs.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (called == null) {
                throw new IOException("the watcher has not been called");
            }
            latencyNs.recordValue(called - sentNs);
            number += StoreClient.CONNECTIONS;
            nowNs = System.nanoTime();
        }
        return new Measurement(
                latencyNs.getTotalCount(),
                0,
                nowNs - startNs,
                Usage.now().since(before),
                new Latency(
                        latencyNs.getValueAtPercentile(50),
                        latencyNs.getValueAtPercentile(99),
                        latencyNs.getValueAtPercentile(99.9)));
    }
}
