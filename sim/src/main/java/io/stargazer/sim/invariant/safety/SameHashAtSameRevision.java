package io.stargazer.sim.invariant.safety;

import io.stargazer.sim.invariant.EachView;
import io.stargazer.sim.invariant.Invariant;
import io.stargazer.sim.invariant.Violation;
import io.stargazer.sim.world.History;
import io.stargazer.sim.world.SimWorld;

/** The same entries lead to the same history, in every life of every server and in the replica. */
public final class SameHashAtSameRevision implements Invariant {

    private final EachView views = new EachView();

    @Override
    public void check(SimWorld world) {
        History history = world.history();
        Violation.unless(history.contradiction().isEmpty(), this, () -> history.contradiction());
        views.visit(
                world,
                (server, view) ->
                        Violation.unless(
                                view.revision() <= history.revision()
                                        && view.hash() == history.view(view.revision()).hash(),
                                this,
                                () ->
                                        "%s has another hash at revision %d than the replica"
                                                .formatted(server.name(), view.revision())));
    }
}
