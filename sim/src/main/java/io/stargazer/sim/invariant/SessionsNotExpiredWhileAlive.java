package io.stargazer.sim.invariant;

import io.stargazer.api.session.SessionCommand.EndSession;
import io.stargazer.api.session.SessionCommand.Ending;
import io.stargazer.server.session.SessionSettings;
import io.stargazer.sim.world.History;
import io.stargazer.sim.world.SimWorld;
import java.time.Duration;

/** No session is ended as lost while a connection carries it, or before its grace is over. */
public final class SessionsNotExpiredWhileAlive implements Invariant {

    private long checked;

    @Override
    public void check(SimWorld world) {
        History history = world.history();
        while (checked < history.revision()) {
            checked++;
            if (history.decided(checked).command() instanceof EndSession end
                    && end.ending() == Ending.LOST) {
                Duration uncarried = world.uncarriedFor(end.id());
                Violation.unless(
                        uncarried.compareTo(SessionSettings.DEFAULT.grace()) >= 0,
                        this,
                        () ->
                                (uncarried.isNegative()
                                                ? "the session %s is ended although its connection is alive"
                                                : "the session %s is ended before its grace is over")
                                        .formatted(end.id()));
            }
        }
    }
}
