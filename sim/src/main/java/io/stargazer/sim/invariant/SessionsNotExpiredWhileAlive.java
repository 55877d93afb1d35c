package io.stargazer.sim.invariant;

import io.stargazer.api.session.SessionCommand.EndSession;
import io.stargazer.api.session.SessionCommand.Ending;
import io.stargazer.api.session.SessionCommand.OpenSession;
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
                    && end.ending() == Ending.LOST
                    && !isResumedBehind(history, end.id())) {
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

    /** A resumption in the same entry has the connection carried by the time we look. */
    private boolean isResumedBehind(History history, String id) {
        for (long revision = checked + 1; revision <= history.revision(); revision++) {
            if (history.decided(revision).command() instanceof OpenSession open
                    && open.id().equals(id)) {
                return true;
            }
        }
        return false;
    }
}
