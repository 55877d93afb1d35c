package io.stargazer.sim.invariant.task;

import io.stargazer.api.task.Task;
import io.stargazer.api.task.TaskId;
import io.stargazer.api.task.TaskType;
import io.stargazer.core.Table;
import io.stargazer.core.task.QueueView;
import io.stargazer.sim.invariant.Invariant;
import io.stargazer.sim.invariant.Violation;
import io.stargazer.sim.world.SimWorld;

/**
 * Once all is well, no task is pending whose time has come by the leader's clock: each has ended,
 * or is a dead letter.
 */
public final class AcceptedTasksEnd implements Invariant {

    public AcceptedTasksEnd() {}

    @Override
    public void checkRested(SimWorld world) {
        long nowMs = world.server().timers().millis();
        for (Table.Entry<TaskType, QueueView> queue : world.history().last().tasks().queues()) {
            for (Table.Entry<TaskId, Task> entry : queue.value().pending()) {
                Task task = entry.value();
                Violation.unless(
                        task.options().notBeforeMs() > nowMs,
                        this,
                        () -> "at %d ms %s does not end".formatted(nowMs, task));
            }
        }
    }
}
