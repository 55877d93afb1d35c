package io.stargazer.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.sim.House.Line;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** RG-6: when most of a service looks dead at once, its last good list is kept for a while. */
final class ProtectionTest {

    private static final Duration LOSS = Duration.ofSeconds(3);

    private final House house = new House();

    @Test
    void a_single_loss_leaves_the_list_at_once_and_the_memory_after_a_minute() {
        List<Line> lines = providers(4);
        lines.getFirst().breaks();
        house.pass(LOSS);
        assertThat(house.service().listedCount()).isEqualTo(3);
        assertThat(house.service().isProtected()).isFalse();

        house.pass(Duration.ofSeconds(50));
        assertThat(house.service().registrations().size()).isEqualTo(4);

        house.pass(Duration.ofSeconds(15));
        assertThat(house.service().registrations().size()).isEqualTo(3);
    }

    @Test
    void when_most_are_lost_at_once_all_stay_listed_for_a_quarter_of_an_hour() {
        List<Line> lines = providers(4);
        lines.subList(0, 3).forEach(Line::breaks);
        house.pass(LOSS);
        assertThat(house.service().isProtected()).isTrue();
        assertThat(house.service().listedCount()).isEqualTo(4);

        house.pass(Duration.ofMinutes(14).plusSeconds(50));
        assertThat(house.service().listedCount()).isEqualTo(4);

        house.pass(Duration.ofSeconds(15));
        assertThat(house.service().isProtected()).isFalse();
        assertThat(house.service().listedCount()).isEqualTo(1);
        assertThat(house.service().lost()).isZero();
    }

    @Test
    void losses_within_a_minute_count_together() {
        List<Line> lines = providers(4);
        for (Line line : lines.subList(0, 3)) {
            line.breaks();
            house.pass(Duration.ofSeconds(25));
        }

        assertThat(house.service().isProtected()).isTrue();
        assertThat(house.service().listedCount()).isEqualTo(4);
    }

    @Test
    void losses_more_than_a_minute_apart_do_not_count_together() {
        List<Line> lines = providers(4);
        for (Line line : lines.subList(0, 2)) {
            line.breaks();
            house.pass(Duration.ofSeconds(70));
        }

        assertThat(house.service().isProtected()).isFalse();
        assertThat(house.service().listedCount()).isEqualTo(2);
    }

    @Test
    void protection_ends_when_half_have_come_back() {
        List<Line> lines = providers(4);
        lines.subList(0, 3).forEach(Line::breaks);
        house.pass(LOSS);

        house.provider("p0");

        assertThat(house.service().isProtected()).isFalse();
        assertThat(house.service().listedCount()).isEqualTo(2);
    }

    @Test
    void protection_ends_in_time_although_the_server_was_started_anew_meanwhile() {
        List<Line> lines = providers(4);
        lines.subList(0, 3).forEach(Line::breaks);
        house.pass(LOSS);
        house.world.server().control().snapshot();
        house.pass(Duration.ofMinutes(5));
        house.world.crash();
        house.pass(Duration.ofSeconds(2));
        house.open("p3");
        assertThat(house.service().isProtected()).isTrue();

        house.pass(Duration.ofMinutes(10));

        assertThat(house.service().isProtected()).isFalse();
        assertThat(house.service().listedCount()).isEqualTo(1);
    }

    @Test
    void protection_lasts_as_long_as_ever_when_the_clock_is_hours_off_at_the_next_start() {
        for (int hours : new int[] {5, -10}) {
            House house = new House();
            List<Line> lines = providers(house, 4);
            lines.subList(0, 3).forEach(Line::breaks);
            house.pass(LOSS);
            house.world.server().control().snapshot();
            house.pass(Duration.ofSeconds(10));
            house.world.hosts().getFirst().wallClock().jump(Duration.ofHours(hours));
            house.world.crash();
            house.pass(Duration.ofSeconds(2));
            house.open("p3");

            house.pass(Duration.ofMinutes(14).plusSeconds(50));
            assertThat(house.service().isProtected()).as("%d hours", hours).isTrue();

            house.pass(Duration.ofSeconds(15));
            assertThat(house.service().isProtected()).as("%d hours", hours).isFalse();
        }
    }

    @Test
    void a_loss_is_forgotten_after_a_minute_when_the_clock_jumps_meanwhile() {
        for (int hours : new int[] {5, -5}) {
            House house = new House();
            List<Line> lines = providers(house, 4);
            lines.getFirst().breaks();
            house.pass(LOSS);
            house.world.hosts().getFirst().wallClock().jump(Duration.ofHours(hours));

            house.pass(Duration.ofSeconds(50));
            assertThat(house.service().registrations().size()).isEqualTo(4);

            house.pass(Duration.ofSeconds(15));
            assertThat(house.service().registrations().size()).isEqualTo(3);
        }
    }

    private List<Line> providers(int count) {
        return providers(house, count);
    }

    private static List<Line> providers(House house, int count) {
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            lines.add(house.provider("p" + i));
        }
        return lines;
    }
}
