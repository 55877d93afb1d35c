package io.stargazer.sim.invariant.safety;

import io.stargazer.sim.invariant.Invariant;
import io.stargazer.sim.invariant.Violation;
import io.stargazer.sim.world.History;
import io.stargazer.sim.world.History.Read;
import io.stargazer.sim.world.SimWorld;

/** A read shows every write that anybody was told of before it began, whichever server answers. */
public final class LinearizableReads implements Invariant {

    private int checked;

    @Override
    public void check(SimWorld world) {
        History history = world.history();
        for (; checked < history.reads().size(); checked++) {
            Read read = history.reads().get(checked);
            Violation.unless(
                    read.revision() >= read.acknowledgedBefore(),
                    this,
                    () ->
                            "revision %d was acknowledged, then %s showed revision %d"
                                    .formatted(
                                            read.acknowledgedBefore(),
                                            read.server(),
                                            read.revision()));
        }
    }
}
