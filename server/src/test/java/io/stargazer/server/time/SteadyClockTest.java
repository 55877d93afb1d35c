package io.stargazer.server.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** CL-2: the clock of the machine jumps, that of the server does not. */
class SteadyClockTest {

    private static final Duration HOURS = Duration.ofHours(5);

    private final Hands hands = new Hands();
    private final SteadyClock clock = new SteadyClock(hands);

    /** A machine whose clocks a hand moves. */
    private static final class Hands implements SteadyClock.Machine {
        private Duration wall = Duration.ofDays(20_000);
        private Duration counted = Duration.ofHours(3);
        private Duration uptime = Duration.ofHours(7);
        private boolean isUptimeKnown = true;

        /** Time passes, and every clock says so. */
        void pass(Duration time) {
            counted = counted.plus(time);
            sleep(time);
        }

        /** Time passes while nothing runs. */
        void sleep(Duration time) {
            wall = wall.plus(time);
            uptime = uptime.plus(time);
        }

        void set(Duration by) {
            wall = wall.plus(by);
        }

        @Override
        public long wallMillis() {
            return wall.toMillis();
        }

        @Override
        public long nanos() {
            return counted.toNanos();
        }

        @Override
        public long uptimeNanos() {
            return isUptimeKnown ? uptime.toNanos() : -1;
        }
    }

    private Duration believed() {
        return Duration.ofMillis(clock.millis());
    }

    /** How far it is before the machine's. */
    private Duration ahead() {
        return believed().minus(hands.wall);
    }

    @Test
    void begins_with_the_time_of_the_machine_and_goes_with_it() {
        assertThat(ahead()).isZero();
        hands.pass(Duration.ofDays(400));
        assertThat(ahead()).isZero();
        assertThat(clock.instant().toEpochMilli()).isEqualTo(hands.wallMillis());
    }

    @Test
    void a_clock_that_is_set_hours_ahead_is_followed_at_a_tenth() {
        hands.set(HOURS);
        assertThat(ahead()).isEqualTo(HOURS.negated());
        hands.pass(Duration.ofMinutes(10));
        assertThat(ahead()).isEqualTo(HOURS.negated().plusMinutes(1));
        hands.pass(Duration.ofHours(60));
        assertThat(ahead()).isZero();
    }

    @Test
    void a_clock_that_is_set_hours_back_is_followed_at_a_tenth_and_time_never_goes_back() {
        hands.set(HOURS.negated());
        assertThat(ahead()).isEqualTo(HOURS);
        Duration before = believed();
        hands.pass(Duration.ofMinutes(10));
        assertThat(believed()).isEqualTo(before.plusMinutes(9));
        hands.pass(Duration.ofHours(60));
        assertThat(ahead()).isZero();
    }

    @Test
    void a_wrong_time_that_is_set_right_again_leaves_no_trace() {
        hands.set(HOURS);
        hands.pass(Duration.ofSeconds(30));
        assertThat(ahead()).isEqualTo(HOURS.negated().plusSeconds(3));
        hands.set(HOURS.negated());
        hands.pass(Duration.ofSeconds(30));
        assertThat(ahead()).isZero();
    }

    @Test
    void sleep_of_the_machine_is_time_that_has_passed() {
        hands.sleep(HOURS);
        assertThat(ahead()).isZero();
        hands.set(HOURS);
        assertThat(ahead()).isEqualTo(HOURS.negated());
        hands.sleep(HOURS);
        assertThat(ahead()).isEqualTo(HOURS.negated());
    }

    @Test
    void where_nobody_knows_of_sleep_a_step_ahead_counts_as_that() {
        hands.isUptimeKnown = false;
        hands.set(HOURS);
        assertThat(ahead()).isZero();
        hands.set(HOURS.negated());
        assertThat(ahead()).isEqualTo(HOURS);
    }

    @Test
    void small_corrections_are_followed_without_a_jump() {
        hands.set(Duration.ofMillis(40));
        hands.pass(Duration.ofMillis(100));
        assertThat(ahead()).isEqualTo(Duration.ofMillis(-30));
        hands.pass(Duration.ofMillis(300));
        assertThat(ahead()).isZero();
    }

    @Test
    void that_of_this_machine_tells_its_time() {
        long before = System.currentTimeMillis();
        long told = SteadyClock.ofThisMachine().millis();
        assertThat(told).isBetween(before, System.currentTimeMillis());
    }
}
