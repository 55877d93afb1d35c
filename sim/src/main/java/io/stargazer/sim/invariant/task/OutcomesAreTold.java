package io.stargazer.sim.invariant.task;

import io.stargazer.api.task.Task;
import io.stargazer.api.task.work.AwaitedTask;
import io.stargazer.api.task.work.TaskResult;
import io.stargazer.sim.invariant.Invariant;
import io.stargazer.sim.invariant.Violation;
import io.stargazer.sim.task.SimSubmitter;
import io.stargazer.sim.task.Workforce;
import io.stargazer.sim.world.SimWorld;

/** Once all is well, who waits for tasks has been told how each ended, and nothing else. */
public final class OutcomesAreTold implements Invariant {

    private final Workforce workforce;

    public OutcomesAreTold(Workforce workforce) {
        this.workforce = workforce;
    }

    @Override
    public void checkRested(SimWorld world) {
        for (SimSubmitter submitter : workforce.submitters()) {
            submitter.awaited().forEach(awaited -> requirePending(world, submitter, awaited));
            submitter.told().values().forEach(told -> requireTrue(world, told));
        }
    }

    private void requirePending(SimWorld world, SimSubmitter submitter, AwaitedTask awaited) {
        Task task = world.history().last().tasks().task(awaited.type(), awaited.id());
        Violation.unless(
                task != null && !task.standing().isFinal(),
                this,
                () -> "%s was not told of %s".formatted(submitter.name(), task));
    }

    private void requireTrue(SimWorld world, TaskResult told) {
        Task task = world.history().last().tasks().task(told.type(), told.id());
        Violation.unless(
                task != null && TaskResult.of(task).equals(told),
                this,
                () -> "%s was told, %s is true".formatted(told, task));
    }
}
