package io.stargazer.bench.rpc.jmh;

import io.stargazer.bench.rpc.load.Answer;
import io.stargazer.bench.rpc.load.AsyncEcho;
import io.stargazer.bench.rpc.peer.Peer;
import io.stargazer.bench.rpc.peer.Variant;
import io.stargazer.bench.rpc.process.Subject;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A thousand calls at once to a server in another process, and all their answers. */
@State(Scope.Benchmark)
public class EchoBenchmark {

    private static final int CALLS = 1000;
    private static final int PAYLOAD_BYTES = 32;
    private static final long PATIENCE_SECONDS = 20;

    /** Who calls. */
    @Param("")
    public String subject = "";

    /** Where its server is. */
    @Param("")
    public String address = "";

    private final byte[] payload = new byte[PAYLOAD_BYTES];
    private @Nullable Peer peer;
    private AsyncEcho echo =
            (bytes, answer) -> {
                throw new IllegalStateException("not connected");
            };

    @Setup
    public void connect() throws Exception {
        peer = Subject.titled(subject).peer();
        echo = peer.async(Variant.PLAIN, List.of(address));
    }

    @TearDown
    public void disconnect() throws IOException {
        if (peer != null) {
            peer.close();
        }
    }

    @Benchmark
    @OperationsPerInvocation(CALLS)
    public void calls() throws InterruptedException {
        Answers answers = new Answers();
        for (int at = 0; at < CALLS; at++) {
            echo.send(payload, answers);
        }
        answers.awaitAll();
    }

    /** Counts the answers. */
    private static final class Answers implements Answer {
        private final CountDownLatch open = new CountDownLatch(CALLS);

        @Override
        public void answered(int bytes) {
            if (bytes == PAYLOAD_BYTES) {
                open.countDown();
            }
        }

        @Override
        public void failed(Throwable why) {
            System.err.println("a call failed: " + why);
        }

        void awaitAll() throws InterruptedException {
            if (!open.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException(open.getCount() + " calls were not answered");
            }
        }
    }
}
