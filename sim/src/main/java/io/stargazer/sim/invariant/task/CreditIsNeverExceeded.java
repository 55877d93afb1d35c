package io.stargazer.sim.invariant.task;

import io.stargazer.sim.invariant.Invariant;
import io.stargazer.sim.invariant.Violation;
import io.stargazer.sim.task.SimExecutor;
import io.stargazer.sim.task.Workforce;
import io.stargazer.sim.world.SimWorld;

/** No executor has more to do at a time than it said that it can. */
public final class CreditIsNeverExceeded implements Invariant {

    private final Workforce workforce;

    public CreditIsNeverExceeded(Workforce workforce) {
        this.workforce = workforce;
    }

    @Override
    public void check(SimWorld world) {
        for (SimExecutor executor : workforce.executors()) {
            Violation.unless(
                    executor.running() <= executor.credit(),
                    this,
                    () ->
                            "%s has a credit of %d, and %d attempts"
                                    .formatted(
                                            executor.name(),
                                            executor.credit(),
                                            executor.running()));
        }
    }
}
