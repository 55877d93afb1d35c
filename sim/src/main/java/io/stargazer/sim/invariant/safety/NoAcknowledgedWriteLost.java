package io.stargazer.sim.invariant.safety;

import io.stargazer.sim.invariant.Invariant;
import io.stargazer.sim.invariant.Violation;
import io.stargazer.sim.world.History;
import io.stargazer.sim.world.History.Acknowledged;
import io.stargazer.sim.world.SimServer;
import io.stargazer.sim.world.SimWorld;

/**
 * Whatever a client was told is done, was done, at that revision, and every later leader has it.
 */
public final class NoAcknowledgedWriteLost implements Invariant {

    private int checked;
    private long newest;

    @Override
    public void check(SimWorld world) {
        History history = world.history();
        for (; checked < history.acknowledged().size(); checked++) {
            Acknowledged promise = history.acknowledged().get(checked);
            Violation.unless(
                    promise.revision() <= history.revision()
                            && history.decided(promise.revision())
                                    .command()
                                    .equals(promise.command()),
                    this,
                    () -> "%s was acknowledged and never applied".formatted(promise));
            newest = Math.max(newest, promise.revision());
        }
        SimServer leader = world.leader();
        if (leader != null) {
            long known = leader.control().latest().revision();
            Violation.unless(
                    known >= newest,
                    this,
                    () ->
                            "revision %d was acknowledged, %s leads and is at %d"
                                    .formatted(newest, leader.name(), known));
        }
    }
}
