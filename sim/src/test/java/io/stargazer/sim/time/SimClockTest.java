package io.stargazer.sim.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Time, chance and processes of the simulated world. */
final class SimClockTest {

    private final SimClock clock = new SimClock();
    private final SimProcess process = new SimProcess(clock);
    private final SimWallClock wallClock = new SimWallClock(clock);
    private final SimTimers timers = new SimTimers(process, wallClock);
    private final List<String> happened = new ArrayList<>();

    @Test
    void events_happen_by_time_and_those_of_one_moment_in_the_order_of_their_making() {
        note(2, "c");
        note(1, "a");
        note(1, "b");

        clock.runUntilQuiet();

        assertThat(happened).containsExactly("a", "b", "c");
        assertThat(clock.nowNs()).isEqualTo(Duration.ofSeconds(2).toNanos());
    }

    @Test
    void time_stands_where_it_was_told_to_stop() {
        note(5, "later");

        clock.runFor(Duration.ofSeconds(4));
        assertThat(happened).isEmpty();
        assertThat(timers.instant()).isEqualTo(SimWallClock.BEGIN.plusSeconds(4));

        clock.runFor(Duration.ofSeconds(1));
        assertThat(happened).containsExactly("later");
    }

    @Test
    void what_is_cancelled_does_not_happen() {
        timers.after(Duration.ofSeconds(1), () -> happened.add("never")).cancel();

        clock.runUntilQuiet();

        assertThat(happened).isEmpty();
    }

    @Test
    void a_periodic_timer_does_not_keep_the_world_from_being_quiet() {
        var periodic = timers.every(Duration.ofSeconds(1), () -> happened.add("tick"));
        note(3, "end");

        clock.runUntilQuiet();
        assertThat(happened).containsExactly("tick", "tick", "end");

        periodic.cancel();
        clock.runFor(Duration.ofSeconds(5));
        assertThat(happened).hasSize(3);
    }

    @Test
    void the_wall_clock_jumps_and_drifts_and_delays_only_drift() {
        wallClock.jump(Duration.ofSeconds(-30));
        wallClock.drift(100);
        note(10, "on time");

        clock.runFor(Duration.ofSeconds(10).minusMillis(2));
        assertThat(happened).isEmpty();
        clock.runFor(Duration.ofMillis(2));

        assertThat(happened).containsExactly("on time");
        assertThat(timers.nanos()).isEqualTo(Duration.ofMillis(10_001).toNanos());
        assertThat(timers.instant())
                .as("one tenth slower than it was, until it is there")
                .isEqualTo(
                        SimWallClock.BEGIN.plus(
                                Duration.ofMillis(10_001).multipliedBy(9).dividedBy(10)));
    }

    @Test
    void a_frozen_process_does_later_what_was_due_in_the_same_order() {
        note(1, "a");
        note(2, "b");
        process.freeze(Duration.ofSeconds(5));

        clock.runFor(Duration.ofSeconds(4));
        assertThat(happened).isEmpty();

        clock.runUntilQuiet();
        assertThat(happened).containsExactly("a", "b");
    }

    @Test
    void what_a_process_had_planned_dies_with_it() {
        note(1, "never");
        process.kill();

        clock.runUntilQuiet();

        assertThat(happened).isEmpty();
    }

    @Test
    void a_stream_of_chance_depends_on_seed_and_name_alone() {
        SimRandom random = new SimRandom(1);
        long expected = random.stream("a").nextLong();
        random.nextLong();

        assertThat(random.stream("a").nextLong()).isEqualTo(expected);
        assertThat(random.stream("b").nextLong()).isNotEqualTo(expected);
        assertThat(new SimRandom(2).stream("a").nextLong()).isNotEqualTo(expected);
    }

    private void note(int second, String what) {
        timers.after(Duration.ofSeconds(second), () -> happened.add(what));
    }
}
