package io.stargazer.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.stargazer.api.Status;
import io.stargazer.api.identity.ApplicationId;
import io.stargazer.api.registry.LatencyScale;
import io.stargazer.api.registry.MethodCalls;
import io.stargazer.api.registry.MethodCalls.DurationCount;
import io.stargazer.api.registry.MethodCalls.FailureCount;
import io.stargazer.api.registry.MethodCalls.Side;
import io.stargazer.api.registry.ServiceName;
import io.stargazer.server.traffic.MethodPace;
import io.stargazer.server.traffic.MethodTraffic;
import io.stargazer.server.traffic.Pace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** RP-8: how methods go, from what applications report; an impossible report is not believed. */
final class MethodTrafficTest {

    private static final ApplicationId OTHER = ApplicationId.parse("other");
    private static final Percentage A_BUCKET = Percentage.withPercentage(13);

    private final House house = new House();
    private final MethodTraffic traffic = house.services().methods();

    @BeforeEach
    void somebodyOffersTheService() {
        house.provider("one");
    }

    @Test
    void rates_and_quantiles_are_those_of_the_last_whole_seconds() {
        for (int second = 0; second < 12; second++) {
            MethodCalls counted =
                    counted(Side.CALLER, "place", List.of(time(1_000, 98), time(50_000, 2)));
            report(
                    House.SHOP,
                    failing(counted, new FailureCount(Status.OVERLOADED, 5)),
                    counted(Side.PROVIDER, "place", List.of(time(400, 100))));
            house.pass(Duration.ofSeconds(1));
        }

        MethodPace place = only();
        Pace callers = callers(place);
        assertThat(place.method()).isEqualTo("place");
        assertThat(callers.callsPerSecond()).isCloseTo(100, within(0.01));
        assertThat(callers.errorsPerSecond()).isCloseTo(5, within(0.01));
        assertThat(callers.failuresPerSecond()).containsOnlyKeys("OVERLOADED");
        assertThat(callers.p50Micros()).isCloseTo(1_000, A_BUCKET);
        assertThat(callers.p90Micros()).isCloseTo(1_000, A_BUCKET);
        assertThat(callers.p99Micros()).isCloseTo(50_000, A_BUCKET);
        assertThat(callers.maxMicros()).isCloseTo(50_000, A_BUCKET);
        assertThat(callers.meanMicros()).isCloseTo(1_980, A_BUCKET);
        assertThat(callers.inFlight()).isCloseTo(0.198, A_BUCKET);
        Pace providers = Objects.requireNonNull(place.providers());
        assertThat(providers.callsPerSecond()).isCloseTo(100, within(0.01));
        assertThat(providers.p99Micros()).isCloseTo(400, A_BUCKET);
        assertThat(traffic.history(place, House.SERVICE)).endsWith(100, 100, 100);
    }

    @Test
    void what_several_applications_see_is_one_figure() {
        report(House.SHOP, counted(Side.CALLER, "place", List.of(time(100, 90))));
        report(OTHER, counted(Side.CALLER, "place", List.of(time(9_000, 90))));
        house.pass(Duration.ofSeconds(1));

        Pace callers = callers(only());
        assertThat(callers.callsPerSecond()).isCloseTo(20, within(0.01));
        assertThat(callers.p50Micros()).isCloseTo(100, A_BUCKET);
        assertThat(callers.p90Micros()).isCloseTo(9_000, A_BUCKET);
    }

    @Test
    void who_calls_no_more_has_no_rate_after_ten_seconds_and_is_forgotten_later() {
        report(House.SHOP, counted(Side.CALLER, "place", List.of(time(100, 10))));
        house.pass(Duration.ofSeconds(11));
        assertThat(callers(only()).callsPerSecond()).isZero();
        assertThat(callers(only()).p99Micros()).isZero();

        house.pass(Duration.ofMinutes(3));
        assertThat(traffic.paces(House.SERVICE)).isEmpty();
    }

    @Test
    void a_call_that_its_caller_gave_up_is_a_failure_but_no_error() {
        MethodCalls counted = counted(Side.CALLER, "place", List.of(time(100, 9)));
        report(House.SHOP, failing(counted, new FailureCount(Status.CANCELLED, 9)));
        house.pass(Duration.ofSeconds(1));

        assertThat(callers(only()).errorsPerSecond()).isZero();
        assertThat(callers(only()).failuresPerSecond()).containsOnlyKeys("CANCELLED");
    }

    @Test
    void only_who_offers_a_service_reports_what_is_served_there() {
        report(OTHER, counted(Side.PROVIDER, "place", List.of(time(100, 1))));
        assertThat(traffic.paces(House.SERVICE)).isEmpty();
        report(House.SHOP, counted(Side.PROVIDER, "place", List.of(time(100, 1))));
        assertThat(only().providers()).isNotNull();
        assertThat(only().callers()).isNull();
    }

    @Test
    void what_is_said_of_other_namespaces_or_unknown_services_is_not_believed() {
        report(
                ApplicationId.parse("elsewhere/shop"),
                counted(Side.CALLER, "place", List.of(time(100, 1))));
        ServiceName unknown = new ServiceName("default", "unknown");
        report(House.SHOP, counted(Side.CALLER, unknown, "place", List.of(time(100, 1))));
        assertThat(traffic.paces(House.SERVICE)).isEmpty();
        assertThat(traffic.paces(unknown)).isEmpty();
    }

    @Test
    void impossible_numbers_are_not_believed() {
        DurationCount one = time(100, 1);
        List<MethodCalls> impossible =
                List.of(
                        counted(Side.CALLER, "", List.of(one)),
                        counted(Side.CALLER, "x".repeat(201), List.of(one)),
                        counted(Side.CALLER, "two\nlines", List.of(one)),
                        counted(Side.CALLER, "place", List.of()),
                        counted(Side.CALLER, "place", List.of(time(100, -1), time(200, 2))),
                        counted(Side.CALLER, "place", List.of(time(1, Long.MAX_VALUE), one)),
                        counted(Side.CALLER, "place", List.of(new DurationCount(-1, 1))),
                        counted(
                                Side.CALLER,
                                "place",
                                List.of(new DurationCount(LatencyScale.SIZE, 1))),
                        with(2, 1, 1, List.of(one)),
                        with(1, -1, 1, List.of(one)),
                        with(1, 1, -1, List.of(one)),
                        with(1, Long.MAX_VALUE, 1, List.of(one)),
                        with(1, 1, Long.MAX_VALUE, List.of(one)),
                        failing(with(1, 1, 1, List.of(one)), new FailureCount(Status.OK, 1)),
                        failing(with(1, 1, 1, List.of(one)), new FailureCount(Status.FAULTED, 2)),
                        failing(with(1, 1, 1, List.of(one)), new FailureCount(Status.FAULTED, -1)),
                        failing(
                                with(1, 1, 1, List.of(one)),
                                new FailureCount(Status.FAULTED, 1),
                                new FailureCount(Status.FAULTED, Long.MAX_VALUE)));
        for (MethodCalls each : impossible) {
            assertThat(traffic.report(House.SHOP, List.of(each))).as("%s", each).isEmpty();
        }
        assertThat(traffic.paces(House.SERVICE)).isEmpty();
        assertThat(traffic.report(House.SHOP, List.of(with(1, 1, 1, List.of(one))))).hasSize(1);
    }

    @Test
    void methods_over_the_bound_are_one() {
        List<MethodCalls> many = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            many.add(counted(Side.CALLER, "method-" + i, List.of(time(100, 9))));
        }
        report(House.SHOP, many.toArray(new MethodCalls[0]));
        house.pass(Duration.ofSeconds(1));

        List<MethodPace> paces = traffic.paces(House.SERVICE);
        assertThat(paces).hasSize(65).extracting(MethodPace::method).contains("(other)");
        assertThat(paces.stream().mapToDouble(pace -> callers(pace).callsPerSecond()).sum())
                .isCloseTo(100, within(0.01));
    }

    @Test
    void calls_by_method_draw_the_map_of_services_too() {
        List<MethodCalls> counted =
                List.of(
                        counted(Side.CALLER, "place", List.of(time(500, 90))),
                        counted(Side.CALLER, "list", List.of(time(500, 90))),
                        counted(Side.PROVIDER, "list", List.of(time(500, 90))));
        house.services().calls().reportMethods(House.SHOP, counted);
        house.pass(Duration.ofSeconds(1));

        assertThat(house.service().callers().contains(House.SHOP)).isTrue();
        assertThat(house.services().calls().rate(house.service()).perSecond())
                .isCloseTo(20, within(0.01));
        assertThat(house.services().calls().rate(house.service()).meanMicros())
                .isCloseTo(500, A_BUCKET);
    }

    private void report(ApplicationId application, MethodCalls... counted) {
        traffic.report(application, List.of(counted));
    }

    private MethodPace only() {
        List<MethodPace> paces = traffic.paces(House.SERVICE);
        assertThat(paces).hasSize(1);
        return paces.getFirst();
    }

    private static Pace callers(MethodPace pace) {
        return Objects.requireNonNull(pace.callers());
    }

    private static DurationCount time(long micros, long calls) {
        return new DurationCount(LatencyScale.bucket(TimeUnit.MICROSECONDS.toNanos(micros)), calls);
    }

    private static MethodCalls counted(Side side, String method, List<DurationCount> durations) {
        return counted(side, House.SERVICE, method, durations);
    }

    /** Each call as long as its bucket begins. */
    private static MethodCalls counted(
            Side side, ServiceName service, String method, List<DurationCount> durations) {
        long calls = 0;
        long total = 0;
        long longest = 0;
        for (DurationCount each : durations) {
            boolean isPossible = each.bucket() >= 0;
            long nanos = isPossible ? LatencyScale.from(each.bucket()) : 0;
            calls += each.calls();
            total += Math.max(0, nanos * each.calls());
            longest = Math.max(longest, nanos);
        }
        return new MethodCalls(side, service, method, calls, List.of(), total, longest, durations);
    }

    private static MethodCalls with(
            long calls, long totalNanos, long longestNanos, List<DurationCount> durations) {
        return new MethodCalls(
                Side.CALLER,
                House.SERVICE,
                "place",
                calls,
                List.of(),
                totalNanos,
                longestNanos,
                durations);
    }

    private static MethodCalls failing(MethodCalls counted, FailureCount... failures) {
        return new MethodCalls(
                counted.side(),
                counted.service(),
                counted.method(),
                counted.calls(),
                List.of(failures),
                counted.totalNanos(),
                counted.longestNanos(),
                counted.durations());
    }
}
