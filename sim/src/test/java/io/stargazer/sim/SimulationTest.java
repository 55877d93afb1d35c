package io.stargazer.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** RG-2, RG-3, RG-6, CL-1, CL-2: many worlds; {@code -Dsim.seed=N} plays one of them again. */
final class SimulationTest {

    private static final int SEEDS = 1_500;

    /** A change was made an instant before all were asked whether they know it. */
    private static final long LAST_MOMENT_CHANGE = 4_639;

    @Test
    void the_invariants_hold_in_every_world() throws InterruptedException {
        String one = System.getProperty("sim.seed", "");
        Simulate.Plan plan =
                one.isEmpty()
                        ? new Simulate.Plan(SEEDS, 1, SimRun.ANY_SERVERS)
                        : new Simulate.Plan(1, Long.parseLong(one), SimRun.ANY_SERVERS);

        Simulate.Summary summary = Simulate.run(plan, (done, events) -> {});

        System.out.println(summary.line());
        assertThat(summary.failure()).isEmpty();
        assertThat(summary.seeds()).isEqualTo(plan.seeds());
    }

    @Test
    void a_world_that_once_was_called_broken_in_the_midst_of_a_change_is_whole() {
        assertThat(new SimRun(LAST_MOMENT_CHANGE).run().events()).isPositive();
    }

    @Test
    void every_size_of_cluster_can_be_chosen() throws InterruptedException {
        for (int servers : List.of(1, 3, 5)) {
            Simulate.Plan plan = new Simulate.Plan(20, 100_000, servers);

            assertThat(Simulate.run(plan, (done, events) -> {}).failure()).isEmpty();
        }
        assertThatThrownBy(() -> new Simulate.Plan(1, 1, 2))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void the_same_seed_gives_the_same_world_twice() {
        for (long seed = 1; seed <= 20; seed++) {
            assertThat(new SimRun(seed).run()).isEqualTo(new SimRun(seed).run());
        }
        assertThat(new SimRun(1).run()).isNotEqualTo(new SimRun(2).run());
    }
}
