package io.stargazer.bench.rpc.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Loads count what came back, no more and no less (RP-3). */
class ClosedLoopTest {

    private static final byte[] PAYLOAD = new byte[8];

    private final ExecutorService peer = Executors.newSingleThreadExecutor();
    private final AtomicLong served = new AtomicLong();

    @AfterEach
    void close() {
        peer.close();
    }

    @Test
    void a_window_keeps_so_many_calls_under_way_and_counts_each_answer() throws Exception {
        AtomicInteger open = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AsyncEcho echo =
                (payload, answer) -> {
                    most.accumulateAndGet(open.incrementAndGet(), Math::max);
                    peer.execute(() -> {
                        open.decrementAndGet();
                        served.incrementAndGet();
                        answer.answered(payload.length);
                    });
                };
        Measurement measured = new AsyncWindow(echo, PAYLOAD, 7).run(0.05);
        assertThat(measured.calls()).isEqualTo(served.get()).isPositive();
        assertThat(most.get()).isEqualTo(7);
        assertThat(open.get()).isZero();
    }

    @Test
    void a_failure_ends_its_slot_and_is_counted() throws Exception {
        AsyncEcho fails =
                (payload, answer) ->
                        peer.execute(() -> answer.failed(new IllegalStateException("no")));
        Measurement measured = new AsyncWindow(fails, PAYLOAD, 3).run(0.01);
        assertThat(measured.calls()).isZero();
        assertThat(measured.failed()).isEqualTo(3);
    }

    @Test
    void threads_and_ping_pong_count_their_calls() throws Exception {
        BlockingEcho echo = payload -> served.incrementAndGet() > 0 ? payload.length : 0;
        assertThat(new ManyThreads(echo, PAYLOAD, 4).run(0.05).calls()).isEqualTo(served.get());
        served.set(0);
        Measurement pingPong = new PingPong(echo, PAYLOAD).run(0.05);
        assertThat(pingPong.calls()).isEqualTo(served.get()).isPositive();
        assertThat(pingPong.latency().p99Ns()).isGreaterThanOrEqualTo(pingPong.latency().p50Ns());
    }

    @Test
    void a_wrong_echo_is_no_call() throws Exception {
        Measurement measured = new PingPong(payload -> 0, PAYLOAD).run(0.01);
        assertThat(measured.calls()).isZero();
        assertThat(measured.failed()).isPositive();
    }

    @Test
    void batches_are_sent_anew_as_they_come_back_on_every_connection() throws Exception {
        BatchedEcho inTwoParts =
                (payload, calls, answers) ->
                        peer.execute(() -> {
                            served.addAndGet(calls);
                            answers.answered(calls / 2);
                            if (calls - calls / 2 > 0) {
                                answers.answered(calls - calls / 2);
                            }
                        });
        Measurement measured =
                new BatchWindow(List.of(inTwoParts, inTwoParts), PAYLOAD, 16).run(0.05);
        assertThat(measured.calls()).isEqualTo(served.get()).isGreaterThan(64);
        assertThat(measured.failed()).isZero();
    }
}
