package io.stargazer.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.stargazer.api.registry.RegistryContract.CallCount;
import io.stargazer.api.registry.ServiceName;
import io.stargazer.server.traffic.CallGraph;
import io.stargazer.server.traffic.SlidingRate.Reading;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** RG-8: who calls whom is kept for good, how often for the last seconds. */
final class CallGraphTest {

    private static final CallGraph.Edge EDGE = new CallGraph.Edge(House.SHOP, House.SERVICE);

    private final House house = new House();
    private final CallGraph calls = house.services().calls();

    @BeforeEach
    void somebodyOffersTheService() {
        house.provider("one");
    }

    @Test
    void a_caller_is_recorded_once_however_often_it_calls() {
        long before = house.view().revision();
        for (int i = 0; i < 5; i++) {
            report(10, 0, 100);
            house.pass(Duration.ofSeconds(1));
        }

        assertThat(house.service().callers().contains(House.SHOP)).isTrue();
        assertThat(house.view().revision()).isEqualTo(before + 1);
    }

    @Test
    void a_caller_that_could_not_be_recorded_is_recorded_with_its_next_report() {
        house.faults(1, 0, 0, Duration.ofMillis(1));
        report(1, 0, 1);
        house.pass(Duration.ofSeconds(1));
        house.noFaults();
        assertThat(house.service().callers().isEmpty()).isTrue();

        report(1, 0, 1);
        house.pass(Duration.ofSeconds(1));

        assertThat(house.service().callers().contains(House.SHOP)).isTrue();
    }

    @Test
    void the_rate_is_that_of_the_last_whole_seconds() {
        for (int i = 0; i < 20; i++) {
            report(90, 9, 90 * 500);
            house.pass(Duration.ofSeconds(1));
        }

        Reading rate = calls.rate(EDGE);

        assertThat(rate.perSecond()).isCloseTo(90, within(0.01));
        assertThat(rate.errorsPerSecond()).isCloseTo(9, within(0.01));
        assertThat(rate.meanMicros()).isCloseTo(500, within(0.01));
        assertThat(calls.rate(house.service())).isEqualTo(rate);
    }

    @Test
    void who_calls_no_more_has_no_rate_after_ten_seconds() {
        report(1000, 0, 1000);
        house.pass(Duration.ofSeconds(5));
        assertThat(calls.rate(EDGE).perSecond()).isPositive();

        house.pass(Duration.ofSeconds(6));

        assertThat(calls.rate(EDGE)).isEqualTo(Reading.NONE);
    }

    @Test
    void what_cannot_be_is_not_believed() {
        report(-1, 0, 1);
        report(1, 2, 1);
        report(1, 0, -1);
        ServiceName foreign = new ServiceName("elsewhere", "orders");
        calls.report(House.SHOP, List.of(new CallCount(foreign, 1, 0, 1)));
        house.pass(Duration.ofSeconds(1));

        assertThat(house.service().callers().isEmpty()).isTrue();
        assertThat(house.view().registry().service(foreign)).isNull();
    }

    private void report(long count, long errors, long micros) {
        calls.report(House.SHOP, List.of(new CallCount(House.SERVICE, count, errors, micros)));
    }
}
