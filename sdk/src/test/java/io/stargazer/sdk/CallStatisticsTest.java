package io.stargazer.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.api.Status;
import io.stargazer.api.registry.RegistryContract.CallCount;
import io.stargazer.api.registry.ServiceName;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** RG-8: what is counted is reported once. */
class CallStatisticsTest {

    private static final ServiceName GREETER = new ServiceName("default", "greeter");

    private final CallStatistics statistics = new CallStatistics();

    @Test
    void calls_errors_and_durations_are_counted_by_service() {
        called("default/greeter", Status.OK, 2_000);
        called("default/greeter", Status.FAULTED, 4_000);
        called("default/other", Status.OK, 1_000);
        assertThat(statistics.drain())
                .containsExactlyInAnyOrder(
                        new CallCount(GREETER, 2, 1, 6),
                        new CallCount(new ServiceName("default", "other"), 1, 0, 1));
    }

    @Test
    void what_was_reported_is_not_reported_again() {
        called("default/greeter", Status.FAULTED, 1_000);
        statistics.drain();
        assertThat(statistics.drain()).isEmpty();
        called("default/greeter", Status.OK, 1_000);
        assertThat(statistics.drain()).containsExactly(new CallCount(GREETER, 1, 0, 1));
    }

    @Test
    void the_platforms_own_services_are_left_out() {
        called("stargazer.registry", Status.OK, 1_000);
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
                                    called("default/greeter", Status.OK, 1);
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

    private void called(String service, Status status, long nanos) {
        statistics.finished(service, "greet", "app:default/greeting", status, nanos);
    }

    private static long calls(List<CallCount> counts) {
        return counts.stream().mapToLong(CallCount::calls).sum();
    }
}
