package io.stargazer.sim.invariant.safety;

import io.stargazer.api.Outcome;
import io.stargazer.api.session.SessionCommand.EndSession;
import io.stargazer.api.session.SessionCommand.Ending;
import io.stargazer.api.session.SessionCommand.OpenSession;
import io.stargazer.server.session.SessionSettings;
import io.stargazer.sim.invariant.Invariant;
import io.stargazer.sim.invariant.Violation;
import io.stargazer.sim.time.SimWallClock;
import io.stargazer.sim.world.Carriers.Carrier;
import io.stargazer.sim.world.History;
import io.stargazer.sim.world.History.Decided;
import io.stargazer.sim.world.SimConnection;
import io.stargazer.sim.world.SimWorld;
import java.time.Duration;

/**
 * No session is ended as lost while a connection carries it, or before its grace is over; a leader
 * that has not carried it gives it the time to come; and no server keeps the client of one although
 * it knows that it does not lead.
 */
public final class SessionsNotExpiredWhileAlive implements Invariant {

    private static final Duration GRACE = atLeast(SessionSettings.DEFAULT.grace());
    private static final Duration RESUME = atLeast(SessionSettings.DEFAULT.resume());

    /** A client is sent away within moments. */
    private static final Duration MOMENT = Duration.ofSeconds(1);

    /** Of one that had ended before. */
    private static final Outcome NOTHING = Outcome.applied();

    private long checked;

    /** As short as it is by the worst clock. */
    private static Duration atLeast(Duration duration) {
        return duration.minusNanos(duration.toNanos() / 1_000_000 * SimWallClock.WORST_PPM);
    }

    @Override
    public void check(SimWorld world) {
        History history = world.history();
        while (checked < history.revision()) {
            checked++;
            Decided decided = history.decided(checked);
            if (decided.command() instanceof EndSession end
                    && end.ending() == Ending.LOST
                    && !decided.outcome().equals(NOTHING)
                    && !isResumedBehind(history, end.id())) {
                checkEnd(world, end.id(), decided.origin());
            }
        }
    }

    private void checkEnd(SimWorld world, String id, History.Origin origin) {
        Duration uncarried = world.carriers().uncarriedFor(id);
        Carrier carrier = world.carriers().of(id);
        boolean isOwn =
                carrier != null
                        && carrier.connection().server().name().equals(origin.server())
                        && carrier.sinceNs() >= origin.leadsSinceNs();
        if (isOwn || world.hosts().size() == 1) {
            Violation.unless(
                    uncarried.compareTo(GRACE) >= 0,
                    this,
                    () ->
                            (uncarried.isNegative()
                                            ? "the session %s is ended although its connection is alive"
                                            : "the session %s is ended before its grace is over")
                                    .formatted(id));
        }
        Duration led = Duration.ofNanos(origin.proposedNs() - origin.leadsSinceNs());
        Violation.unless(
                isOwn || led.compareTo(RESUME) >= 0,
                this,
                () ->
                        "the session %s had no time to come to the new leader %s"
                                .formatted(id, origin.server()));
        Violation.unless(
                isOwn || carrier == null || !isKept(world, carrier.connection()),
                this,
                () ->
                        "the session %s is ended by %s, and its client was kept elsewhere"
                                .formatted(id, origin.server()));
    }

    /**
     * Whether the connection leads to a server that has known for a while that it does not lead.
     */
    private static boolean isKept(SimWorld world, SimConnection connection) {
        long followsSinceNs = connection.server().followsSinceNs();
        return connection.isAlive()
                && followsSinceNs >= 0
                && world.clock().nowNs() - followsSinceNs > MOMENT.toNanos();
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
