package io.stargazer.sim.invariant.task;

import io.stargazer.api.Event;
import io.stargazer.api.Outcome;
import io.stargazer.api.task.Standing;
import io.stargazer.api.task.Task;
import io.stargazer.api.task.TaskEvent;
import io.stargazer.sim.invariant.Invariant;
import io.stargazer.sim.invariant.Violation;
import io.stargazer.sim.task.Workforce;
import io.stargazer.sim.world.SimWorld;

/**
 * When all is well, a task that nobody does fails within 50 ms of its deadline, by the leader's
 * clock.
 */
public final class DeadlinesAreReported implements Invariant {

    private static final long WITHIN_MS = 50;

    private long checked;

    public DeadlinesAreReported() {}

    @Override
    public void check(SimWorld world) {
        while (checked < world.history().revision()) {
            checked++;
            if (world.history().decided(checked).outcome() instanceof Outcome.Applied applied) {
                applied.events().forEach(event -> check(world, event));
            }
        }
    }

    private void check(SimWorld world, Event event) {
        if (event instanceof TaskEvent.TasksFinished finished
                && finished.type().equals(Workforce.LONELY)) {
            long nowMs = world.server().timers().millis();
            for (Task task : finished.tasks()) {
                long lateMs = nowMs - task.options().deadlineMs();
                Violation.unless(
                        task.standing() == Standing.FAILED && lateMs >= 0 && lateMs <= WITHIN_MS,
                        this,
                        () -> "%d ms after its deadline %s is told".formatted(lateMs, task));
            }
        }
    }
}
