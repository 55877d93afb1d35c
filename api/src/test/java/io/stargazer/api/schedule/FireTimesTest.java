package io.stargazer.api.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stargazer.api.Rejected;
import io.stargazer.api.schedule.Timing.AtGap;
import io.stargazer.api.schedule.Timing.AtRepeat;
import io.stargazer.api.schedule.Timing.Cron;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** TK-7: the rule for days on which the clock is put forward or back, and the other timings. */
final class FireTimesTest {

    /** In Berlin the clock goes from 02:00 to 03:00 at 01:00 UTC. */
    private static final String SPRING = "2026-03-28T23:00:00Z";

    /** There it goes from 03:00 back to 02:00 at 01:00 UTC. */
    private static final String AUTUMN = "2026-10-24T22:00:00Z";

    @Test
    void a_time_that_is_skipped_fires_when_the_clock_is_put_forward_or_not_at_all() {
        assertThat(times("30 2 * * *", AtGap.RUN_AT_END, AtRepeat.ONCE, SPRING, 2))
                .containsExactly("2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z");
        assertThat(times("30 2 * * *", AtGap.SKIP, AtRepeat.ONCE, SPRING, 2))
                .containsExactly("2026-03-30T00:30:00Z", "2026-03-31T00:30:00Z");
    }

    @Test
    void all_skipped_times_and_that_of_the_end_are_one() {
        assertThat(times("*/20 1-3 * * *", AtGap.RUN_AT_END, AtRepeat.ONCE, SPRING, 7))
                .containsExactly(
                        "2026-03-29T00:00:00Z",
                        "2026-03-29T00:20:00Z",
                        "2026-03-29T00:40:00Z",
                        "2026-03-29T01:00:00Z",
                        "2026-03-29T01:20:00Z",
                        "2026-03-29T01:40:00Z",
                        "2026-03-29T23:00:00Z");
    }

    @Test
    void a_time_that_comes_twice_fires_once_or_twice() {
        assertThat(times("30 2 * * *", AtGap.SKIP, AtRepeat.ONCE, AUTUMN, 2))
                .containsExactly("2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z");
        assertThat(times("30 2 * * *", AtGap.SKIP, AtRepeat.TWICE, AUTUMN, 3))
                .containsExactly(
                        "2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z", "2026-10-26T01:30:00Z");
    }

    @Test
    void times_that_come_twice_keep_their_order() {
        assertThat(times("*/30 2,3 * * *", AtGap.SKIP, AtRepeat.TWICE, AUTUMN, 6))
                .containsExactly(
                        "2026-10-25T00:00:00Z",
                        "2026-10-25T00:30:00Z",
                        "2026-10-25T01:00:00Z",
                        "2026-10-25T01:30:00Z",
                        "2026-10-25T02:00:00Z",
                        "2026-10-25T02:30:00Z");
    }

    @Test
    void a_day_that_a_zone_left_out_has_no_times() {
        // Apia went from the 29th to the 31st of December 2011.
        Cron cron = new Cron("0 12 * * *", "Pacific/Apia", AtGap.SKIP, AtRepeat.ONCE);
        assertThat(times(cron, "2011-12-29T00:00:00Z", 2))
                .containsExactly("2011-12-29T22:00:00Z", "2011-12-30T22:00:00Z");
    }

    @Test
    void fixed_rate_keeps_to_its_grid_and_once_is_over_then() {
        assertThat(FireTimes.after(new Timing.FixedRate(1000, 500), 499)).hasValue(500);
        assertThat(FireTimes.after(new Timing.FixedRate(1000, 500), 500)).hasValue(1500);
        assertThat(FireTimes.after(new Timing.FixedRate(1000, 500), 1499)).hasValue(1500);
        assertThat(FireTimes.after(new Timing.FixedDelay(1000), 42)).hasValue(1042);
        assertThat(FireTimes.after(new Timing.Once(7), 6)).hasValue(7);
        assertThat(FireTimes.after(new Timing.Once(7), 7)).isEmpty();
    }

    @Test
    void a_zone_that_is_not_there_is_refused() {
        assertThatThrownBy(() -> FireTimes.zone("Europe/Bielefeld"))
                .isInstanceOf(Rejected.class)
                .hasMessageContaining("Europe/Bielefeld");
    }

    private static List<String> times(
            String expression, AtGap atGap, AtRepeat atRepeat, String after, int count) {
        return times(new Cron(expression, "Europe/Berlin", atGap, atRepeat), after, count);
    }

    private static List<String> times(Cron cron, String after, int count) {
        List<String> times = new ArrayList<>();
        OptionalLong next = FireTimes.after(cron, Instant.parse(after).toEpochMilli());
        while (times.size() < count) {
            times.add(Instant.ofEpochMilli(next.getAsLong()).toString());
            next = FireTimes.after(cron, next.getAsLong());
        }
        return times;
    }
}
