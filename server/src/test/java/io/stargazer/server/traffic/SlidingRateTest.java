package io.stargazer.server.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** Counts over the last whole seconds. */
final class SlidingRateTest {

    private final SlidingRate rate = new SlidingRate();

    @Test
    void the_second_that_is_not_over_does_not_count() {
        rate.add(5_999, 9, 0, 0);

        assertThat(rate.read(5_999)).isEqualTo(SlidingRate.Reading.NONE);
        assertThat(rate.read(6_000).perSecond()).isCloseTo(1, within(1e-9));
    }

    @Test
    void what_is_ten_seconds_old_does_not_count() {
        rate.add(1_000, 9, 9, 9);

        assertThat(rate.read(10_999).perSecond()).isPositive();
        assertThat(rate.read(11_000)).isEqualTo(SlidingRate.Reading.NONE);
    }

    @Test
    void a_slot_is_used_again_for_a_later_second() {
        rate.add(1_000, 100, 0, 0);
        rate.add(11_000, 9, 0, 0);

        assertThat(rate.read(12_000).perSecond()).isCloseTo(1, within(1e-9));
    }

    @Test
    void means_of_several_rates_are_weighted_by_their_calls() {
        SlidingRate.Reading one = new SlidingRate.Reading(1, 0, 100);
        SlidingRate.Reading three = new SlidingRate.Reading(3, 1, 200);

        assertThat(one.plus(three)).isEqualTo(new SlidingRate.Reading(4, 1, 175));
        assertThat(SlidingRate.Reading.NONE.plus(SlidingRate.Reading.NONE))
                .isEqualTo(SlidingRate.Reading.NONE);
    }
}
