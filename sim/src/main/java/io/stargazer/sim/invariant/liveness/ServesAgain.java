package io.stargazer.sim.invariant.liveness;

import io.stargazer.sim.invariant.Invariant;
import io.stargazer.sim.invariant.Violation;
import io.stargazer.sim.world.History;
import io.stargazer.sim.world.SimHost;
import io.stargazer.sim.world.SimServer;
import io.stargazer.sim.world.SimWorld;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Soon after the faults have stopped a server leads and accepts writes; in the end all agree, up to
 * what was proposed a moment ago: a reconciler may change something at any time.
 */
public final class ServesAgain implements Invariant {

    /** By then a change is known to all, when nothing is in its way. */
    private static final Duration SPREADS_WITHIN = Duration.ofMillis(100);

    @Override
    public void checkHealed(SimWorld world) {
        Violation.unless(world.leader() != null, this, () -> "no server leads");
        Violation.unless(world.probe(), this, () -> "the leader accepts no write");
    }

    @Override
    public void checkRested(SimWorld world) {
        @Nullable SimServer leader = world.leader();
        Violation.unless(leader != null, this, () -> "no server leads any more");
        long due = due(world);
        for (SimHost host : world.hosts()) {
            long known = host.server().control().latest().revision();
            Violation.unless(
                    known >= due,
                    this,
                    () -> "%s is at revision %d of %d".formatted(host.name(), known, due));
        }
    }

    /** The newest revision that has had the time to come to all. */
    private static long due(SimWorld world) {
        History history = world.history();
        long proposedBeforeNs = world.clock().nowNs() - SPREADS_WITHIN.toNanos();
        long revision = history.revision();
        while (revision > 0 && history.decided(revision).origin().proposedNs() > proposedBeforeNs) {
            revision--;
        }
        return revision;
    }
}
