package io.stargazer.sim.invariant;

import io.stargazer.sim.world.History;
import io.stargazer.sim.world.History.Acknowledged;
import io.stargazer.sim.world.SimWorld;

/** Whatever a client was told is done, was done, at that revision, and every later life has it. */
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
        if (world.server().isOpen()) {
            long known = world.server().control().latest().revision();
            Violation.unless(
                    known >= newest,
                    this,
                    () ->
                            "revision %d was acknowledged, the server is back at %d"
                                    .formatted(newest, known));
        }
    }
}
