package io.stargazer.sim.invariant;

import io.stargazer.core.ControlView;
import io.stargazer.sim.world.History;
import io.stargazer.sim.world.SimWorld;

/** The same entries lead to the same history, in every life of the server and in the replica. */
public final class SameHashAtSameRevision implements Invariant {

    @Override
    public void check(SimWorld world) {
        History history = world.history();
        Violation.unless(history.contradiction().isEmpty(), this, () -> history.contradiction());
        ControlView view = world.server().control().latest();
        Violation.unless(
                view.revision() <= history.revision()
                        && view.hash() == history.view(view.revision()).hash(),
                this,
                () ->
                        "the server has another hash at revision %d than the replica"
                                .formatted(view.revision()));
    }
}
