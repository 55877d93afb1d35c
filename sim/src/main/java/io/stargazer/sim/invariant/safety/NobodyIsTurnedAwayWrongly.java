package io.stargazer.sim.invariant.safety;

import io.stargazer.sim.invariant.Invariant;
import io.stargazer.sim.invariant.Violation;
import io.stargazer.sim.world.SimWorld;
import java.util.List;

/** Only who knows it says that something does not exist: not a server that is behind. */
public final class NobodyIsTurnedAwayWrongly implements Invariant {

    @Override
    public void check(SimWorld world) {
        List<String> wronged = world.history().turnedAwayWrongly();
        Violation.unless(
                wronged.isEmpty(),
                this,
                () -> "%s were told that their application does not exist".formatted(wronged));
    }
}
