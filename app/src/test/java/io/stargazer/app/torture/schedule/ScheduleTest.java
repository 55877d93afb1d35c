package io.stargazer.app.torture.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** CL-1: the seed decides what is done to the cluster. */
class ScheduleTest {

    private static final List<FaultKind> ALL = List.of(FaultKind.values());

    private static List<Fault> first(int count, long seed) {
        Schedule schedule = new Schedule(seed, List.of(), ALL);
        List<Fault> faults = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            faults.add(schedule.next());
        }
        return faults;
    }

    @Test
    void same_seed_gives_the_same_faults_another_one_others() {
        assertThat(first(50, 7)).isEqualTo(first(50, 7)).isNotEqualTo(first(50, 8));
    }

    @Test
    void every_kind_comes_sooner_or_later() {
        Set<FaultKind> kinds = EnumSet.noneOf(FaultKind.class);
        first(200, 7).forEach(fault -> kinds.add(fault.kind()));
        assertThat(kinds).containsExactlyInAnyOrder(FaultKind.values());
    }

    @Test
    void what_is_not_possible_does_not_come() {
        Schedule schedule = new Schedule(7, List.of(), List.of(FaultKind.KILL_ALL));
        assertThat(schedule.next().kind()).isEqualTo(FaultKind.KILL_ALL);
        assertThat(schedule.next().kind()).isEqualTo(FaultKind.KILL_ALL);
    }

    @Test
    void named_faults_come_in_their_order_and_no_others() {
        Schedule schedule =
                new Schedule(7, List.of(FaultKind.CUT_LEADER, FaultKind.KILL_FOLLOWER), ALL);
        assertThat(schedule.next().kind()).isEqualTo(FaultKind.CUT_LEADER);
        assertThat(schedule.next().kind()).isEqualTo(FaultKind.KILL_FOLLOWER);
        assertThat(schedule.hasNext()).isFalse();
    }
}
