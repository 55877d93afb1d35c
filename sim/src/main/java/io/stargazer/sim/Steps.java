package io.stargazer.sim;

import io.stargazer.sim.time.SimRandom;
import java.util.ArrayList;
import java.util.List;

/** What may happen next, and how often compared with the rest. */
final class Steps {

    private final List<Step> steps = new ArrayList<>();
    private int totalWeight;

    /** Something that may happen. */
    record Step(String name, int weight, Runnable action) {}

    void may(String name, int weight, Runnable action) {
        steps.add(new Step(name, weight, action));
        totalWeight += weight;
    }

    /** About half of those, some of them more often than the others. */
    void mayDoSome(Steps others, SimRandom random) {
        for (Step step : others.steps) {
            if (random.chance(0.5)) {
                may(step.name, step.weight * random.nextInt(1, 4), step.action);
            }
        }
    }

    Step pick(SimRandom random) {
        int at = random.nextInt(totalWeight);
        for (Step step : steps) {
            at -= step.weight();
            if (at < 0) {
                return step;
            }
        }
        throw new IllegalStateException("weights add up to their total");
    }
}
