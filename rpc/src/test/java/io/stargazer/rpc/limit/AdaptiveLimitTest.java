package io.stargazer.rpc.limit;

import static io.stargazer.rpc.limit.SimulatedProvider.about;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.stargazer.rpc.RpcLimits;
import io.stargazer.rpc.RpcLimits.Handlers;
import io.stargazer.rpc.limit.SimulatedProvider.Observed;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * RP-6: how many calls a provider lets in, on a clock of its own. The providers that wait do 32
 * calls of about 20 ms at once, so they can do 1,600 a second.
 */
class AdaptiveLimitTest {

    private static final int CAPACITY = 1600;
    private static final Duration WORK = Duration.ofMillis(20);
    private static final int BOUNDLESS = Integer.MAX_VALUE;

    /** Less patient than usual, so that the limit is narrow. */
    private static final Handlers NARROW = new Handlers(16, 4096, Duration.ofMillis(20));

    private static SimulatedProvider provider() {
        return new SimulatedProvider(NARROW, 32, about(WORK));
    }

    private static Duration seconds(int count) {
        return Duration.ofSeconds(count);
    }

    @Test
    void under_three_times_the_load_calls_stay_quick_and_the_provider_busy() {
        SimulatedProvider provider = provider();
        provider.load(CAPACITY / 2.0, seconds(5));
        provider.load(3 * CAPACITY, seconds(5));
        Observed overload = provider.load(3 * CAPACITY, seconds(60));
        assertThat(overload.perSecond()).isCloseTo(CAPACITY, within(0.05 * CAPACITY));
        assertThat(overload.quantile(0.5)).isLessThan(Duration.ofMillis(60));
        assertThat(overload.quantile(0.99)).isLessThan(Duration.ofMillis(160));
    }

    @Test
    void without_the_limit_the_same_load_makes_calls_wait_for_seconds() {
        SimulatedProvider provider = new SimulatedProvider(Handlers.UNLIMITED, 32, about(WORK));
        Observed overload = provider.load(3 * CAPACITY, seconds(10));
        assertThat(overload.refused()).isZero();
        assertThat(overload.quantile(0.5)).isGreaterThan(seconds(2));
    }

    @Test
    void a_provider_that_is_overloaded_from_its_first_call_finds_its_limit_too() {
        SimulatedProvider provider = provider();
        provider.load(3 * CAPACITY, seconds(10));
        Observed overload = provider.load(3 * CAPACITY, seconds(20));
        assertThat(overload.perSecond()).isCloseTo(CAPACITY, within(0.05 * CAPACITY));
        assertThat(overload.quantile(0.5)).isLessThan(Duration.ofMillis(60));
    }

    @Test
    void below_its_capacity_nothing_is_refused() {
        SimulatedProvider provider = provider();
        assertThat(provider.load(0.9 * CAPACITY, seconds(60)).refused()).isZero();
    }

    @Test
    void with_the_usual_patience_calls_wait_longer_but_not_for_long() {
        SimulatedProvider provider = new SimulatedProvider(Handlers.DEFAULT, 32, about(WORK));
        provider.load(3 * CAPACITY, seconds(10));
        Observed overload = provider.load(3 * CAPACITY, seconds(60));
        assertThat(overload.perSecond()).isCloseTo(CAPACITY, within(0.03 * CAPACITY));
        assertThat(overload.quantile(0.5)).isLessThan(Duration.ofMillis(250));
        assertThat(overload.quantile(0.99)).isLessThan(Duration.ofMillis(350));
    }

    @Test
    void a_limit_at_its_least_grows_when_calls_have_become_quick() {
        SimulatedProvider provider = new SimulatedProvider(NARROW, 1, about(Duration.ofMillis(50)));
        provider.load(60, Duration.ofMinutes(2));
        assertThat(provider.limit.limit()).isLessThan(2 * NARROW.least());
        provider.becomes(1000, about(WORK));
        provider.isCalledInBurstsOf(50);
        provider.load(20_000, seconds(40));
        Observed quick = provider.load(20_000, seconds(20));
        assertThat(quick.refused()).isLessThan(quick.arrived() / 20);
    }

    @Test
    void calls_that_come_in_bursts_are_judged_like_others() {
        SimulatedProvider provider = provider();
        provider.isCalledInBurstsOf(100);
        provider.load(3 * CAPACITY, seconds(20));
        Observed overload = provider.load(3 * CAPACITY, seconds(60));
        assertThat(overload.quantile(0.99)).isLessThan(Duration.ofMillis(200));
        assertThat(overload.perSecond()).isGreaterThan(0.85 * CAPACITY);
        provider.becomes(1000, about(Duration.ofMillis(1)));
        provider.isCalledInBurstsOf(400);
        provider.load(20_000, seconds(30));
        Observed quick = provider.load(20_000, seconds(20));
        assertThat(quick.refused()).isLessThan(quick.arrived() / 20);
    }

    @Test
    void a_limit_that_is_not_used_does_not_grow() {
        SimulatedProvider provider = provider();
        provider.load(3 * CAPACITY, seconds(20));
        int before = provider.limit.limit();
        assertThat(before).isBetween(32, 128);
        provider.idle(Duration.ofHours(1));
        assertThat(provider.limit.limit()).isEqualTo(before);
        provider.load(0.7 * CAPACITY, Duration.ofMinutes(10));
        assertThat(provider.limit.limit()).isEqualTo(before);
        Observed overload = provider.load(3 * CAPACITY, seconds(20));
        assertThat(overload.quantile(0.99)).isLessThan(Duration.ofMillis(160));
    }

    @Test
    void a_provider_that_becomes_slower_and_faster_is_followed() {
        SimulatedProvider provider = provider();
        provider.load(3 * CAPACITY, seconds(20));
        provider.becomes(32, about(WORK.multipliedBy(4)));
        provider.load(3 * CAPACITY, seconds(20));
        Observed slow = provider.load(3 * CAPACITY, seconds(40));
        assertThat(slow.perSecond()).isCloseTo(CAPACITY / 4.0, within(0.1 * CAPACITY / 4));
        assertThat(slow.quantile(0.5)).isLessThan(Duration.ofMillis(240));
        provider.becomes(32, about(WORK));
        provider.load(3 * CAPACITY, seconds(60));
        Observed fast = provider.load(3 * CAPACITY, seconds(40));
        assertThat(fast.perSecond()).isCloseTo(CAPACITY, within(0.05 * CAPACITY));
        assertThat(fast.quantile(0.5)).isLessThan(Duration.ofMillis(60));
    }

    @Test
    void a_provider_that_can_do_more_at_once_gets_more() {
        SimulatedProvider provider = provider();
        provider.load(6 * CAPACITY, seconds(20));
        provider.becomes(96, about(WORK));
        provider.load(6 * CAPACITY, seconds(20));
        Observed more = provider.load(6 * CAPACITY, seconds(20));
        assertThat(more.perSecond()).isCloseTo(3 * CAPACITY, within(0.15 * CAPACITY));
    }

    @Test
    void overload_does_not_become_the_new_normal_in_a_million_calls() {
        SimulatedProvider provider = provider();
        int calls = 0;
        while (calls < 1_000_000) {
            double times = calls % 400_000 < 200_000 ? 1.1 : 3;
            Observed overload = provider.load(times * CAPACITY, seconds(20));
            calls += overload.arrived();
            assertThat(overload.quantile(0.5)).as(calls + " calls").isLessThan(bound(calls));
            assertThat(overload.perSecond()).as(calls + " calls").isGreaterThan(0.93 * CAPACITY);
        }
    }

    /** The first moments include finding the limit. */
    private static Duration bound(int calls) {
        return Duration.ofMillis(calls < 100_000 ? 100 : 60);
    }

    @Test
    void calls_that_take_long_by_nature_are_not_refused() {
        SimulatedProvider provider = new SimulatedProvider(NARROW, BOUNDLESS, about(seconds(5)));
        assertThat(provider.load(400, seconds(120)).refused()).isZero();
        provider.becomes(BOUNDLESS, about(seconds(8)));
        assertThat(provider.load(400, seconds(120)).refused()).isZero();
    }

    @Test
    void quick_and_slow_calls_together_are_not_refused() {
        SimulatedProvider provider =
                new SimulatedProvider(
                        NARROW,
                        BOUNDLESS,
                        random -> random.nextInt(100) == 0 ? 3_000_000_000L : 1_000_000L);
        assertThat(provider.load(10_000, seconds(30)).refused()).isZero();
        provider.becomes(BOUNDLESS, random -> random.nextBoolean() ? 3_000_000_000L : 1_000_000L);
        provider.load(500, seconds(30));
        assertThat(provider.load(500, seconds(60)).refused()).isZero();
    }

    @Test
    void what_has_become_slow_for_another_reason_costs_one_trial() {
        SimulatedProvider provider =
                new SimulatedProvider(NARROW, BOUNDLESS, about(Duration.ofMillis(100)));
        assertThat(provider.load(1000, seconds(20)).refused()).isZero();
        provider.becomes(BOUNDLESS, about(Duration.ofMillis(400)));
        Observed trial = provider.load(1000, seconds(10));
        assertThat(trial.refused()).isBetween(1, 2500);
        assertThat(provider.load(1000, seconds(120)).refused()).isZero();
        assertThat(provider.limit.limit()).isEqualTo(NARROW.most());
    }

    @Test
    void the_least_are_let_in_however_slow_they_are() {
        Duration work = Duration.ofMillis(50);
        SimulatedProvider provider = new SimulatedProvider(NARROW, 1, about(work));
        provider.load(60, Duration.ofMinutes(2));
        Observed observed = provider.load(60, Duration.ofMinutes(2));
        assertThat(provider.limit.limit()).isLessThan(2 * NARROW.least());
        assertThat(observed.quantile(0.5)).isGreaterThan(work.multipliedBy(10));
        assertThat(observed.perSecond()).isCloseTo(20, within(2.0));
        assertThat(provider.fewestOpen).isGreaterThanOrEqualTo(NARROW.least());
    }

    @Test
    void a_limit_at_its_least_grows_when_all_calls_take_longer_for_another_reason() {
        SimulatedProvider provider = new SimulatedProvider(NARROW, 1, about(Duration.ofMillis(50)));
        provider.load(60, Duration.ofMinutes(2));
        provider.becomes(BOUNDLESS, about(seconds(2)));
        provider.load(100, Duration.ofMinutes(10));
        Observed slow = provider.load(100, Duration.ofMinutes(2));
        assertThat(slow.refused()).isLessThan(slow.arrived() / 20);
        assertThat(provider.fewestOpen).isGreaterThanOrEqualTo(NARROW.least());
    }

    @Test
    void calls_that_never_end_do_not_stop_the_others() {
        SimulatedProvider provider =
                new SimulatedProvider(
                        NARROW,
                        BOUNDLESS,
                        random -> random.nextInt(100) == 0 ? Long.MAX_VALUE / 4 : 5_000_000L);
        provider.load(2000, seconds(20));
        provider.becomes(BOUNDLESS, random -> 100_000_000L);
        Observed observed = provider.load(2000, Duration.ofMinutes(5));
        assertThat(observed.refused()).isLessThan(observed.arrived() / 5);
    }

    @Test
    void the_most_are_never_exceeded() {
        Handlers few = new Handlers(4, 10, Duration.ofMillis(20));
        SimulatedProvider provider = new SimulatedProvider(few, BOUNDLESS, about(seconds(1)));
        Observed observed = provider.load(100, seconds(60));
        assertThat(provider.limit.limit()).isLessThanOrEqualTo(10);
        assertThat(observed.perSecond()).isLessThan(12);
    }

    @Test
    void bounds_that_make_no_sense_are_refused() {
        assertThatThrownBy(() -> new Handlers(0, 1, WORK)).hasMessageContaining("least must be");
        assertThatThrownBy(() -> new Handlers(8, 7, WORK)).hasMessageContaining("most must be");
        assertThatThrownBy(() -> new Handlers(1, 1, Duration.ZERO))
                .hasMessageContaining("patience must be positive");
        assertThat(RpcLimits.DEFAULT.handlers()).isEqualTo(Handlers.DEFAULT);
    }
}
