package io.stargazer.sim.invariant.task;

import io.stargazer.api.task.Task;
import io.stargazer.api.task.work.AwaitedTask;
import io.stargazer.sim.invariant.Invariant;
import io.stargazer.sim.invariant.Violation;
import io.stargazer.sim.task.Workforce;
import io.stargazer.sim.world.SimWorld;
import org.jspecify.annotations.Nullable;

/** A task with a receipt is in the log, and stays there. */
public final class AcceptedTasksStay implements Invariant {

    private final Workforce workforce;
    private int checked;

    public AcceptedTasksStay(Workforce workforce) {
        this.workforce = workforce;
    }

    @Override
    public void check(SimWorld world) {
        for (; checked < workforce.accepted().size(); checked++) {
            requireKnown(world, workforce.accepted().get(checked));
        }
    }

    @Override
    public void checkRested(SimWorld world) {
        workforce.accepted().forEach(task -> requireKnown(world, task));
    }

    private void requireKnown(SimWorld world, AwaitedTask accepted) {
        @Nullable Task task = world.history().last().tasks().task(accepted.type(), accepted.id());
        Violation.unless(
                task != null, this, () -> "%s was accepted and is lost".formatted(accepted));
    }
}
