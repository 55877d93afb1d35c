package io.stargazer.sim.invariant;

import io.stargazer.api.session.SessionCommand.EndSession;
import io.stargazer.api.session.SessionCommand.Ending;
import io.stargazer.sim.world.History;
import io.stargazer.sim.world.SimConnection;
import io.stargazer.sim.world.SimWorld;

/** No session is ended as lost while a living connection carries it. */
public final class SessionsNotExpiredWhileAlive implements Invariant {

    private long checked;

    @Override
    public void check(SimWorld world) {
        History history = world.history();
        while (checked < history.revision()) {
            checked++;
            if (history.decided(checked).command() instanceof EndSession end
                    && end.ending() == Ending.LOST) {
                for (SimConnection connection : world.connections()) {
                    Violation.unless(
                            !(connection.isAlive() && connection.session().equals(end.id())),
                            this,
                            "the session %s is ended although its connection is alive",
                            end.id());
                }
            }
        }
    }
}
