package io.stargazer.sim.teeth;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.sim.SimRun;
import io.stargazer.sim.SimulationFailed;
import io.stargazer.sim.invariant.Invariant;
import io.stargazer.sim.world.SimParts;
import java.util.function.Supplier;

/** A planted bug, and how many seeds it takes to be found. */
final class Planted {

    private static final int PATIENCE_SEEDS = 400;

    private Planted() {}

    /** The first seeds find it, and one of them names the invariant; others may find more. */
    static void assertFound(
            Class<? extends Invariant> invariant, int withinSeeds, Supplier<SimParts> planted) {
        for (long seed = 1; seed <= PATIENCE_SEEDS; seed++) {
            try {
                new SimRun(seed, SimRun.ANY_SERVERS, planted.get()).run();
            } catch (SimulationFailed found) {
                System.out.printf(
                        "%s: found by %s%n",
                        nameOfTest(),
                        String.valueOf(found.getMessage()).lines().findFirst().orElse(""));
                assertThat(seed).isLessThanOrEqualTo(withinSeeds);
                assertThat(found).hasMessageContaining("--seed " + seed);
                if (String.valueOf(found.getMessage()).contains(invariant.getSimpleName())) {
                    return;
                }
            }
        }
        throw new AssertionError(invariant.getSimpleName() + " found nothing");
    }

    private static String nameOfTest() {
        return StackWalker.getInstance()
                .walk(frames ->
                        frames.map(StackWalker.StackFrame::getMethodName)
                                .filter(name -> name.endsWith("_is_found"))
                                .findFirst())
                .orElseThrow();
    }
}
