package io.stargazer.server.task.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.stargazer.server.task.forecast.Scene.Retrying;
import io.stargazer.server.task.forecast.Scene.RunningAttempt;
import io.stargazer.server.task.forecast.Scene.Stream;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

/** Playing a scene forward. Durations are in microseconds. */
final class ForecastTest {

    private static final long SEED = 42;

    @Test
    void constant_times_at_one_place_are_foretold_exactly() {
        Scene scene = scene(1, new Stream(constant(1000), 7), List.of());

        assertThat(only(scene).quantile(0.5)).isEqualTo(8000);
        assertThat(only(scene).quantile(0.99)).isEqualTo(8000);
        assertThat(only(scene).perMilleWithin(8000)).isEqualTo(1000);
        assertThat(only(scene).perMilleWithin(7999)).isZero();
    }

    @Test
    void a_long_queue_is_leapt_over_exactly_when_times_are_constant() {
        Scene scene = scene(1, new Stream(constant(1000), 1_000_000), List.of());

        assertThat(only(scene).quantile(0.5)).isCloseTo(1_000_001_000d, within(1d));
    }

    @Test
    void several_places_share_the_queue() {
        Scene scene = scene(4, new Stream(constant(1000), 10), List.of());

        assertThat(only(scene).quantile(0.5)).isEqualTo(3000);
    }

    @Test
    void a_running_attempt_is_waited_for_as_long_as_it_still_takes() {
        RunningAttempt running = new RunningAttempt(0, 400);
        Scene scene = scene(1, new Stream(constant(1000), 0), List.of(running));

        assertThat(only(scene).quantile(0.5)).isEqualTo(1600);
    }

    @Test
    void an_attempt_that_was_not_quick_is_one_of_the_slow_ones() {
        Durations mostlyQuick = of(new SplittableRandom(1), 90, 1000, 10, 1_000_000);
        Scene fresh = scene(1, new Stream(mostlyQuick, 0), List.of(new RunningAttempt(0, 0)));
        Scene old = scene(1, new Stream(mostlyQuick, 0), List.of(new RunningAttempt(0, 2000)));

        assertThat(only(fresh).quantile(0.5)).isEqualTo(2000);
        assertThat(only(old).quantile(0.5)).isCloseTo(999_000, within(1d));
    }

    @Test
    void a_heavy_tail_is_seen_at_the_end_of_the_distribution() {
        Durations tailed = of(new SplittableRandom(1), 950, 1000, 50, 500_000);
        Scene scene = scene(1, new Stream(tailed, 0), List.of());

        assertThat(only(scene).quantile(0.5)).isEqualTo(1000);
        assertThat(only(scene).quantile(0.99)).isGreaterThanOrEqualTo(500_000);
        assertThat(only(scene).perMilleWithin(2000)).isBetween(900, 985);
    }

    @Test
    void more_that_goes_before_is_never_earlier() {
        Durations varied = exponential(1000);
        double before = 0;
        for (long queue : new long[] {0, 10, 40, 150, 600, 2500, 10_000, 100_000}) {
            double p50 = only(scene(4, new Stream(varied, queue), List.of())).quantile(0.5);
            assertThat(p50).as("behind %s", queue).isGreaterThan(before);
            before = p50;
        }
    }

    @Test
    void a_long_queue_of_varied_times_takes_what_its_mean_says() {
        Durations varied = exponential(1000);
        Outlook outlook = only(scene(8, new Stream(varied, 80_000), List.of()));

        double expected = varied.mean() * 80_000 / 8;
        assertThat(outlook.quantile(0.5)).isCloseTo(expected, within(expected / 50));
        assertThat(outlook.quantile(0.99)).isGreaterThan(outlook.quantile(0.5));
    }

    @Test
    void types_take_turns_at_the_places() {
        Stream own = new Stream(constant(1000), 9);
        Stream rival = new Stream(constant(1000), 1_000_000);
        Outlook outlook = only(new Scene(own, List.of(rival), 1, List.of(), Retrying.NEVER));

        // Nine own ones and the asked one, each after one of the other type.
        assertThat(outlook.quantile(0.5)).isEqualTo(20_000);
    }

    @Test
    void a_type_that_fills_its_places_leaves_the_others_to_its_rivals() {
        Stream own = new Stream(constant(1000), 9, 0, 1, 0);
        Outlook outlook = only(new Scene(own, List.of(), 8, List.of(), Retrying.NEVER));

        assertThat(outlook.quantile(0.5)).isEqualTo(10_000);
    }

    @Test
    void those_that_come_later_and_go_first_are_expected() {
        Stream calm = new Stream(constant(1000), 50);
        Stream busy = new Stream(constant(1000), 50, 500, Integer.MAX_VALUE, 0);

        double alone = only(scene(1, calm, List.of())).quantile(0.5);
        double overtaken = only(scene(1, busy, List.of())).quantile(0.5);
        // Half of the place is taken by those that come: it takes twice as long.
        assertThat(overtaken / alone).isBetween(1.6, 2.6);
    }

    @Test
    void no_more_begin_in_a_second_than_may() {
        Stream slow = new Stream(constant(1000), 20, 0, Integer.MAX_VALUE, 10);

        assertThat(only(scene(8, slow, List.of())).quantile(0.5)).isEqualTo(2_001_000);
    }

    @Test
    void failures_take_pauses_and_may_be_final() {
        Durations failing = new Durations(new double[] {1000}, new double[] {1000}, 1000, 0.5);
        Stream own = new Stream(failing, 0);
        Retrying twice = new Retrying(2, 50_000, 50_000);
        Outlook outlook = only(new Scene(own, List.of(), 4, List.of(), twice));

        assertThat(outlook.perMilleWithin(1000)).isBetween(300, 450);
        assertThat(outlook.perMilleWithin(1e9)).isEqualTo(750);
        assertThat(outlook.quantile(0.9)).isEqualTo(52_000);
    }

    @Test
    void a_place_of_the_play_stands_for_several_when_there_are_thousands() {
        Scene scene = scene(6400, new Stream(constant(1000), 64_000), List.of());

        assertThat(only(scene).quantile(0.5)).isCloseTo(11_000, within(1001d));
    }

    @Test
    void tasks_that_are_submitted_together_come_one_after_the_other() {
        Scene scene = scene(1, new Stream(constant(1000), 5), List.of());

        List<Outlook> outlooks = Forecast.of(scene, new int[] {0, 3, 9_999}, SEED);
        assertThat(outlooks.stream().map(each -> each.quantile(0.5)))
                .containsExactly(6000d, 9000d, 10_005_000d);
    }

    @Test
    void the_same_seed_foretells_the_same() {
        Scene scene = scene(3, new Stream(exponential(1000), 100), List.of());

        assertThat(only(scene).quantile(0.5)).isEqualTo(only(scene).quantile(0.5));
        assertThat(only(scene).quantile(0.5))
                .isNotEqualTo(Forecast.of(scene, new int[] {0}, SEED + 1).getFirst().quantile(0.5));
    }

    private static Outlook only(Scene scene) {
        return Forecast.of(scene, new int[] {0}, SEED).getFirst();
    }

    private static Scene scene(int places, Stream own, List<RunningAttempt> running) {
        return new Scene(own, List.of(), places, running, Retrying.NEVER);
    }

    /** Measured so often that nothing else is to be expected. */
    private static Durations constant(long micros) {
        return new Durations(new double[] {1}, new double[] {micros}, Long.MAX_VALUE, 0);
    }

    private static Durations exponential(double meanMicros) {
        SplittableRandom random = new SplittableRandom(7);
        return measured(1000, () -> Math.round(random.nextExponential() * meanMicros));
    }

    /** Some of one duration and some of another, in any order. */
    private static Durations of(
            SplittableRandom random, int quick, long quickMicros, int slow, long slowMicros) {
        int[] left = {quick, slow};
        return measured(
                quick + slow,
                () -> {
                    int which = random.nextInt(left[0] + left[1]) < left[0] ? 0 : 1;
                    left[which]--;
                    return which == 0 ? quickMicros : slowMicros;
                });
    }

    private static Durations measured(int times, LongSupplier micros) {
        MeasuredType type = new MeasuredType();
        for (int i = 0; i < times; i++) {
            type.add(micros.getAsLong());
        }
        return type.durations();
    }
}
