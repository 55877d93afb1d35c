package io.stargazer.bench.rpc.load;

import io.stargazer.bench.rpc.load.Measurement.Latency;
import org.HdrHistogram.Histogram;

/** One thread, one call at a time: what a call takes when nothing else happens. */
public final class PingPong implements Load {

    private final BlockingEcho echo;
    private final byte[] payload;

    public PingPong(BlockingEcho echo, byte[] payload) {
        this.echo = echo;
        this.payload = payload;
    }

    @Override
    public Measurement run(double seconds) throws Exception {
        Histogram latencyNs = new Histogram(3);
        Failures failures = new Failures();
        Usage before = Usage.now();
        long startNs = System.nanoTime();
        long untilNs = startNs + (long) (seconds * 1e9);
        long lastNs = startNs;
        while (lastNs - untilNs < 0) {
            int bytes = echo.call(payload);
            long nowNs = System.nanoTime();
            latencyNs.recordValue(nowNs - lastNs);
            lastNs = nowNs;
            if (bytes != payload.length) {
                failures.addWrongLength(bytes, payload.length);
            }
        }
        return new Measurement(
                latencyNs.getTotalCount() - failures.count(),
                failures.count(),
                lastNs - startNs,
                Usage.now().since(before),
                new Latency(
                        latencyNs.getValueAtPercentile(50),
                        latencyNs.getValueAtPercentile(99),
                        latencyNs.getValueAtPercentile(99.9)));
    }
}
