package io.stargazer.sim.invariant.task;

import io.stargazer.server.task.live.ExecutorStatus;
import io.stargazer.sim.invariant.Invariant;
import io.stargazer.sim.invariant.Violation;
import io.stargazer.sim.task.Workforce;
import io.stargazer.sim.world.SimWorld;
import java.util.List;

/** Once nothing is left to do, every executor is at the leader, and free. */
public final class PlacesComeBack implements Invariant {

    private final Workforce workforce;

    public PlacesComeBack(Workforce workforce) {
        this.workforce = workforce;
    }

    @Override
    public void checkRested(SimWorld world) {
        List<ExecutorStatus> all = world.server().services().tasks().executors().status();
        Violation.unless(
                all.size() == workforce.executors().size(),
                this,
                () -> "of %d executors are there %s".formatted(workforce.executors().size(), all));
        for (ExecutorStatus status : all) {
            Violation.unless(
                    status.outstanding() == 0 && !status.isAway(),
                    this,
                    () -> "%s has nothing to do, and is not free".formatted(status));
        }
    }
}
