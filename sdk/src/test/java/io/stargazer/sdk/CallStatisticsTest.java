package io.stargazer.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.api.Status;
import io.stargazer.api.registry.LatencyScale;
import io.stargazer.api.registry.MethodCalls;
import io.stargazer.api.registry.MethodCalls.DurationCount;
import io.stargazer.api.registry.MethodCalls.FailureCount;
import io.stargazer.api.registry.MethodCalls.Side;
import io.stargazer.api.registry.ServiceName;
import io.stargazer.rpc.CallObserver;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

/** RP-8, RG-8: what is counted is reported once. */
class CallStatisticsTest {

    private static final ServiceName GREETER = new ServiceName("default", "greeter");

    private final CallStatistics statistics = new CallStatistics();

    private void made(String service, Status status, long nanos) {
        called(statistics.made(), service, status, nanos);
    }

    private static void called(CallObserver side, String service, Status status, long nanos) {
        side.finished(service, "greet", "app:default/greeting", status, nanos);
    }

    private static long calls(List<MethodCalls> counted) {
        return counted.stream().mapToLong(MethodCalls::calls).sum();
    }

    @Test
    void calls_failures_and_durations_are_counted_by_method() {
        made("default/greeter", Status.OK, 2_000_000);
        made("default/greeter", Status.FAULTED, 4_000_000);
        made("default/other", Status.OK, 1_000);
        List<MethodCalls> counted = statistics.drain();
        assertThat(counted).extracting(MethodCalls::side).containsOnly(Side.CALLER);
        assertThat(counted)
                .extracting(MethodCalls::service)
                .containsExactly(GREETER, new ServiceName("default", "other"));
        MethodCalls greet = counted.getFirst();
        assertThat(greet.method()).isEqualTo("greet");
        assertThat(greet.calls()).isEqualTo(2);
        assertThat(greet.failures()).containsExactly(new FailureCount(Status.FAULTED, 1));
        assertThat(greet.totalNanos()).isCloseTo(6_000_000, Percentage.withPercentage(1));
        assertThat(greet.longestNanos()).isCloseTo(4_000_000, Percentage.withPercentage(1));
        assertThat(greet.durations())
                .containsExactly(
                        new DurationCount(LatencyScale.bucket(2_000_000), 1),
                        new DurationCount(LatencyScale.bucket(4_000_000), 1));
    }

    @Test
    void the_two_sides_are_told_apart() {
        made("default/greeter", Status.OK, 1_000);
        called(statistics.served(), "default/greeter", Status.OK, 1_000);
        assertThat(statistics.drain())
                .extracting(MethodCalls::side)
                .containsExactly(Side.CALLER, Side.PROVIDER);
    }

    @Test
    void what_was_reported_is_not_reported_again() {
        made("default/greeter", Status.FAULTED, 1_000);
        statistics.drain();
        assertThat(statistics.drain()).isEmpty();
        made("default/greeter", Status.OK, 1_000);
        List<MethodCalls> counted = statistics.drain();
        assertThat(calls(counted)).isOne();
        assertThat(counted.getFirst().failures()).isEmpty();
    }

    @Test
    void the_platforms_own_services_are_left_out() {
        made("stargazer.registry", Status.OK, 1_000);
        assertThat(statistics.drain()).isEmpty();
    }

    @Test
    void no_call_is_lost_or_counted_twice_while_it_is_reported() throws InterruptedException {
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            callers.add(
                    Thread.ofPlatform()
                            .start(() -> {
                                for (int call = 0; call < 50_000; call++) {
                                    made("default/greeter", Status.OK, 1);
                                }
                            }));
        }
        long reported = 0;
        while (callers.stream().anyMatch(Thread::isAlive)) {
            reported += calls(statistics.drain());
        }
        for (Thread caller : callers) {
            caller.join();
        }
        assertThat(reported + calls(statistics.drain())).isEqualTo(200_000);
    }
}
