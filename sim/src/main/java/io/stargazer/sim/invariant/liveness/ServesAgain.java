package io.stargazer.sim.invariant.liveness;

import io.stargazer.sim.invariant.Invariant;
import io.stargazer.sim.invariant.Violation;
import io.stargazer.sim.world.SimHost;
import io.stargazer.sim.world.SimServer;
import io.stargazer.sim.world.SimWorld;
import org.jspecify.annotations.Nullable;

/** Soon after the faults have stopped a server leads and accepts writes; in the end all agree. */
public final class ServesAgain implements Invariant {

    @Override
    public void checkHealed(SimWorld world) {
        Violation.unless(world.leader() != null, this, () -> "no server leads");
        Violation.unless(world.probe(), this, () -> "the leader accepts no write");
    }

    @Override
    public void checkRested(SimWorld world) {
        @Nullable SimServer leader = world.leader();
        Violation.unless(leader != null, this, () -> "no server leads any more");
        long newest = world.history().revision();
        for (SimHost host : world.hosts()) {
            long known = host.server().control().latest().revision();
            Violation.unless(
                    known == newest,
                    this,
                    () -> "%s is at revision %d of %d".formatted(host.name(), known, newest));
        }
    }
}
