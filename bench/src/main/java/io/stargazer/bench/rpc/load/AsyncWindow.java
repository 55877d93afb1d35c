package io.stargazer.bench.rpc.load;

import io.stargazer.bench.rpc.load.Measurement.Latency;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A fixed number of calls under way: each answer makes the next call. */
public final class AsyncWindow implements Load {

    private static final long PATIENCE_SECONDS = 20;

    private final AsyncEcho echo;
    private final byte[] payload;
    private final int inFlight;
    private volatile boolean stopping;

    public AsyncWindow(AsyncEcho echo, byte[] payload, int inFlight) {
        this.echo = echo;
        this.payload = payload;
        this.inFlight = inFlight;
    }

    /** The same calls, made on a schedule. */
    public OpenLoop onSchedule() {
        return new OpenLoop(echo, payload);
    }

    @Override
    public Measurement run(double seconds) throws InterruptedException {
        stopping = false;
        Run run = new Run(inFlight);
        Slot[] slots = new Slot[inFlight];
        Usage before = Usage.now();
        long startNs = System.nanoTime();
        for (int at = 0; at < inFlight; at++) {
            slots[at] = new Slot(run);
            slots[at].next();
        }
        TimeUnit.NANOSECONDS.sleep((long) (seconds * 1e9));
        stopping = true;
        run.awaitQuiet();
        long elapsedNs = System.nanoTime() - startNs;
        Usage used = Usage.now().since(before);
        long calls = 0;
        for (Slot slot : slots) {
            calls += slot.calls;
        }
        return new Measurement(calls, run.failures.count(), elapsedNs, used, Latency.UNTIMED);
    }

    /** What the slots of one run share. */
    private static final class Run {
        private final CountDownLatch quiet;
        private final Failures failures = new Failures();

        Run(int slots) {
            quiet = new CountDownLatch(slots);
        }

        void awaitQuiet() throws InterruptedException {
            if (!quiet.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException(quiet.getCount() + " calls were never answered");
            }
        }
    }

    /** One call after the other; a failure ends it. */
    private final class Slot implements Answer {
        private final Run run;
        private long calls; // answers of one slot never overlap

        private Slot(Run run) {
            this.run = run;
        }

        void next() {
            if (stopping) {
                run.quiet.countDown();
            } else {
                echo.send(payload, this);
            }
        }

        @Override
        public void answered(int bytes) {
            if (bytes == payload.length) {
                calls++;
                next();
            } else {
                run.failures.addWrongLength(bytes, payload.length);
                run.quiet.countDown();
            }
        }

        @Override
        public void failed(Throwable why) {
            run.failures.add(why);
            run.quiet.countDown();
        }
    }
}
