package io.stargazer.rpc.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import io.stargazer.api.Status;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

/** RP-8: every call is counted once, by method, with its status and its time. */
class CallMetricsTest {

    private static final Percentage A_HUNDREDTH = Percentage.withPercentage(1);

    private final CallMetrics metrics = new CallMetrics();

    private void called(String service, String method, Status status, long micros) {
        metrics.finished(
                service, method, "user:alice", status, TimeUnit.MICROSECONDS.toNanos(micros));
    }

    private static long calls(List<MethodFigures> figures) {
        return figures.stream().mapToLong(MethodFigures::calls).sum();
    }

    private static List<String> names(List<MethodFigures> figures) {
        return figures.stream().map(each -> each.service() + "/" + each.method()).toList();
    }

    @Test
    void calls_are_counted_by_service_method_and_status() {
        called("orders", "place", Status.OK, 10);
        called("orders", "place", Status.OVERLOADED, 10);
        called("orders", "place", Status.OVERLOADED, 10);
        called("orders", "list", Status.OK, 10);
        called("carts", "list", Status.FAULTED, 10);
        assertThat(names(metrics.total()))
                .containsExactly("carts/list", "orders/list", "orders/place");
        assertThat(metrics.total().get(2).calls()).isEqualTo(3);
        assertThat(metrics.total().get(2).failures()).isEqualTo(Map.of(Status.OVERLOADED, 2L));
        assertThat(metrics.total().get(1).failures()).isEmpty();
        assertThat(metrics.calls()).isEqualTo(5);
    }

    @Test
    void calls_that_ended_together_count_one_by_one() {
        metrics.finished("orders", "place", "user:alice", Status.FAULTED, 1_000_000, 7);
        metrics.finished("orders", "place", "user:alice", Status.OK, 1_000_000, 3);
        MethodFigures figures = metrics.total().getFirst();
        assertThat(figures.calls()).isEqualTo(10);
        assertThat(figures.failures()).isEqualTo(Map.of(Status.FAULTED, 7L));
        assertThat(figures.callsWithin(2_000_000)).isEqualTo(10);
    }

    @Test
    void quantiles_are_true_to_a_hundredth() {
        for (int micros = 1; micros <= 10_000; micros++) {
            called("orders", "place", Status.OK, micros);
        }
        MethodFigures figures = metrics.total().getFirst();
        assertThat(figures.quantileNanos(0.5)).isCloseTo(5_000_000, A_HUNDREDTH);
        assertThat(figures.quantileNanos(0.9)).isCloseTo(9_000_000, A_HUNDREDTH);
        assertThat(figures.quantileNanos(0.99)).isCloseTo(9_900_000, A_HUNDREDTH);
        assertThat(figures.quantileNanos(0.999)).isCloseTo(9_990_000, A_HUNDREDTH);
        assertThat(figures.longestNanos()).isCloseTo(10_000_000, A_HUNDREDTH);
        assertThat(figures.totalNanos()).isCloseTo(50_005_000_000L, A_HUNDREDTH);
        assertThat(figures.callsWithin(5_000_000)).isCloseTo(5_000, within(50L));
    }

    @Test
    void impossible_and_endless_durations_are_counted_as_the_nearest_possible() {
        metrics.finished("orders", "place", "", Status.OK, -5);
        metrics.finished("orders", "place", "", Status.OK, Long.MAX_VALUE);
        MethodFigures figures = metrics.total().getFirst();
        assertThat(figures.calls()).isEqualTo(2);
        assertThat(figures.longestNanos()).isCloseTo(60_000_000_000L, A_HUNDREDTH);
    }

    @Test
    void an_interval_tells_what_came_since_the_last_and_the_total_goes_on() {
        called("orders", "place", Status.FAULTED, 100);
        called("orders", "list", Status.OK, 100);
        assertThat(calls(metrics.interval())).isEqualTo(2);
        assertThat(metrics.interval()).isEmpty();

        called("orders", "place", Status.OK, 7_000);
        List<MethodFigures> interval = metrics.interval();
        assertThat(names(interval)).containsExactly("orders/place");
        assertThat(interval.getFirst().calls()).isOne();
        assertThat(interval.getFirst().failures()).isEmpty();
        assertThat(interval.getFirst().quantileNanos(0.01)).isCloseTo(7_000_000, A_HUNDREDTH);
        assertThat(interval.getFirst().longestNanos()).isCloseTo(7_000_000, A_HUNDREDTH);
        assertThat(calls(metrics.total())).isEqualTo(3);
    }

    @Test
    void durations_are_shown_with_their_counts() {
        called("orders", "place", Status.OK, 100);
        called("orders", "place", Status.OK, 100);
        called("orders", "place", Status.OK, 5_000);
        List<Long> counts = new ArrayList<>();
        metrics.total().getFirst().eachDuration((nanos, calls) -> counts.add(calls));
        assertThat(counts).containsExactly(2L, 1L);
    }

    @Test
    void methods_over_the_bound_are_gathered_and_none_is_lost() {
        for (int i = 0; i < 10 * CallMetrics.MAX_METHODS; i++) {
            called("orders", "method-" + i, Status.OK, 1);
            called("service-" + i, "method", Status.OK, 1);
        }
        List<String> names = names(metrics.total());
        assertThat(names).hasSizeLessThanOrEqualTo(2 * CallMetrics.MAX_METHODS + 1);
        assertThat(names)
                .contains("orders/method-0", "orders/(other)", "(other)/(other)")
                .doesNotContain("orders/method-" + CallMetrics.MAX_METHODS);
        assertThat(calls(metrics.total())).isEqualTo(20L * CallMetrics.MAX_METHODS);
        assertThat(metrics.calls()).isEqualTo(20L * CallMetrics.MAX_METHODS);
    }

    @Test
    void no_call_is_lost_or_told_twice_and_no_failure_is_without_its_call()
            throws InterruptedException {
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            callers.add(
                    Thread.ofPlatform()
                            .start(() -> {
                                for (int call = 0; call < 500_000; call++) {
                                    called("orders", "place", Status.FAULTED, call);
                                }
                            }));
        }
        long told = 0;
        long failed = 0;
        boolean running = true;
        while (running) {
            running = callers.stream().anyMatch(Thread::isAlive);
            for (MethodFigures each : metrics.interval()) {
                told += each.calls();
                long failures = each.failures().getOrDefault(Status.FAULTED, 0L);
                assertThat(failures).isLessThanOrEqualTo(each.calls());
                failed += failures;
            }
        }
        assertThat(told).isEqualTo(2_000_000);
        assertThat(failed).isEqualTo(2_000_000);
        assertThat(metrics.total().getFirst().failures())
                .isEqualTo(Map.of(Status.FAULTED, 2_000_000L));
    }

    @Test
    void a_call_of_a_known_method_allocates_nothing() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (int i = 0; i < 20_000; i++) {
            called("orders", "place", Status.OVERLOADED, i);
        }
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 10_000; i++) {
            called("orders", "place", Status.OVERLOADED, i);
        }
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(10_000);
    }
}
