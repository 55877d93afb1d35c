package io.stargazer.sim.invariant.liveness;

import io.stargazer.sim.invariant.Invariant;
import io.stargazer.sim.invariant.Violation;
import io.stargazer.sim.world.SimWorld;

/** Nothing that was lost is remembered, or protected, for ever (RG-6). */
public final class LostInstancesAreForgotten implements Invariant {

    @Override
    public void checkLongRested(SimWorld world) {
        world.server()
                .control()
                .latest()
                .registry()
                .services()
                .forEach(entry ->
                        Violation.unless(
                                entry.value().lost() == 0 && !entry.value().isProtected(),
                                this,
                                () ->
                                        "%s still remembers %d lost instances"
                                                .formatted(entry.key(), entry.value().lost())));
    }
}
