package io.stargazer.sim.invariant.liveness;

import io.stargazer.api.session.Session;
import io.stargazer.core.ControlView;
import io.stargazer.sim.invariant.Invariant;
import io.stargazer.sim.invariant.Violation;
import io.stargazer.sim.world.SimConnection;
import io.stargazer.sim.world.SimWorld;
import java.util.Set;
import java.util.TreeSet;

/**
 * Once all is well, every open session is carried, every session that a client believes in is open,
 * and those of deleted applications are gone.
 */
public final class LostSessionsEndInTime implements Invariant {

    @Override
    public void checkRested(SimWorld world) {
        Set<String> carried = new TreeSet<>();
        for (SimConnection connection : world.connections()) {
            if (connection.isAlive()) {
                carried.add(connection.session());
            }
        }
        ControlView view = world.server().control().latest();
        for (String id : carried) {
            Violation.unless(
                    id.isEmpty() || view.sessions().sessions().contains(id),
                    this,
                    () -> "a client was not told that its session %s has ended".formatted(id));
        }
        for (var entry : view.sessions().sessions()) {
            Session session = entry.value();
            Violation.unless(
                    carried.contains(session.id()),
                    this,
                    () ->
                            "the session %s is open although nobody carries it"
                                    .formatted(session.id()));
            Violation.unless(
                    view.identity().applications().contains(session.application()),
                    this,
                    () ->
                            "the session %s is open although %s was deleted"
                                    .formatted(session.id(), session.application()));
        }
    }
}
