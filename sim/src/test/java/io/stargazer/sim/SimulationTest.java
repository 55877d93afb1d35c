package io.stargazer.sim;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** RG-2, RG-3, RG-6, CL-1: many worlds; {@code -Dsim.seed=N} plays one of them again. */
final class SimulationTest {

    private static final int SEEDS = 400;

    @Test
    void the_invariants_hold_in_every_world() {
        String one = System.getProperty("sim.seed", "");
        Simulate.Summary summary =
                one.isEmpty()
                        ? Simulate.run(SEEDS, 1, System.out)
                        : Simulate.run(1, Long.parseLong(one), System.out);

        assertThat(summary.failure()).isEmpty();
    }

    @Test
    void the_same_seed_gives_the_same_world_twice() {
        for (long seed = 1; seed <= 20; seed++) {
            assertThat(new SimRun(seed).run()).isEqualTo(new SimRun(seed).run());
        }
        assertThat(new SimRun(1).run()).isNotEqualTo(new SimRun(2).run());
    }
}
