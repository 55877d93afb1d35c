package io.stargazer.bench.rpc.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Latency counts from the moment at which a call was due (RP-3). */
class OpenLoopTest {

    private static final byte[] PAYLOAD = new byte[8];
    private static final long STALL_NS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long A_MINUTE_NS = TimeUnit.MINUTES.toNanos(1);

    @Test
    void a_pause_is_felt_by_all_calls_that_it_held_up() {
        AtomicInteger calls = new AtomicInteger();
        AsyncEcho pausesOnce =
                (payload, answer) -> {
                    if (calls.getAndIncrement() == 0) {
                        spin(STALL_NS);
                    }
                    answer.answered(payload.length);
                };
        Measurement measured = new OpenLoop(pausesOnce, PAYLOAD).run(1000, 0.4);
        // Two hundred of the four hundred were due during the pause, one every millisecond.
        assertThat(measured.calls()).isEqualTo(400);
        assertThat(measured.latency().p99Ns()).isGreaterThan(STALL_NS * 9 / 10);
        assertThat(measured.latency().p50Ns()).isGreaterThanOrEqualTo(0);
    }

    private static void spin(long ns) {
        long untilNs = System.nanoTime() + ns;
        while (System.nanoTime() - untilNs < 0) {
            Thread.onSpinWait();
        }
    }

    @Test
    void calls_that_fail_count_as_the_slowest() {
        AtomicInteger calls = new AtomicInteger();
        AsyncEcho failsEveryTenth =
                (payload, answer) -> {
                    if (calls.getAndIncrement() % 10 == 0) {
                        answer.failed(new IllegalStateException("every tenth"));
                    } else {
                        answer.answered(payload.length);
                    }
                };
        Measurement measured = new OpenLoop(failsEveryTenth, PAYLOAD).run(1000, 0.1);
        assertThat(measured.failed()).isEqualTo(10);
        assertThat(measured.calls()).isEqualTo(90);
        assertThat(measured.latency().p99Ns()).isGreaterThanOrEqualTo(A_MINUTE_NS);
    }

    @Test
    void an_echo_of_another_length_is_a_failure() {
        AsyncEcho shorter = (payload, answer) -> answer.answered(payload.length - 1);
        assertThat(new OpenLoop(shorter, PAYLOAD).run(100, 0.1).failed()).isEqualTo(10);
    }
}
