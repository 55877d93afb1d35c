package io.stargazer.bench.rpc.load;

import io.stargazer.bench.rpc.load.Measurement.Latency;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A fixed number of calls under way on each connection, made in batches: as many as came back. */
public final class BatchWindow implements Load {

    private static final long PATIENCE_SECONDS = 20;

    /** Two batches at first, so that one travels while the other is served. */
    private static final int BATCHES = 2;

    private final List<BatchedEcho> connections;
    private final byte[] payload;
    private final int inFlight;
    private volatile boolean stopping;

    public BatchWindow(List<BatchedEcho> connections, byte[] payload, int inFlight) {
        this.connections = connections;
        this.payload = payload;
        this.inFlight = inFlight;
    }

    @Override
    public Measurement run(double seconds) throws InterruptedException {
        stopping = false;
        Failures failures = new Failures();
        List<Lane> lanes =
                connections.stream().map(echo -> new Lane(echo, inFlight, failures)).toList();
        Usage before = Usage.now();
        long startNs = System.nanoTime();
        for (Lane lane : lanes) {
            for (int at = 0; at < BATCHES; at++) {
                lane.echo.send(payload, inFlight / BATCHES, lane);
            }
        }
        TimeUnit.NANOSECONDS.sleep((long) (seconds * 1e9));
        stopping = true;
        for (Lane lane : lanes) {
            if (!lane.quiet.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException(lane.open + " calls were never answered");
            }
        }
        long elapsedNs = System.nanoTime() - startNs;
        long calls = lanes.stream().mapToLong(lane -> lane.calls).sum();
        return new Measurement(
                calls, failures.count(), elapsedNs, Usage.now().since(before), Latency.UNTIMED);
    }

    /** One connection. */
    private final class Lane implements BatchedEcho.Answers {
        private final BatchedEcho echo;
        private final Failures failures;
        private final CountDownLatch quiet = new CountDownLatch(1);
        private int open;
        private long calls;

        private Lane(BatchedEcho echo, int inFlight, Failures failures) {
            this.echo = echo;
            this.failures = failures;
            this.open = inFlight / BATCHES * BATCHES;
        }

        @Override
        public void answered(int answered) {
            calls += answered;
            if (stopping) {
                open -= answered;
                if (open == 0) {
                    quiet.countDown();
                }
            } else {
                echo.send(payload, answered, this);
            }
        }

        @Override
        public void failed(Throwable why) {
            failures.add(why);
            quiet.countDown();
        }
    }
}
