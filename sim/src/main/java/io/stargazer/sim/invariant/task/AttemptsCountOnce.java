package io.stargazer.sim.invariant.task;

import io.stargazer.api.Outcome;
import io.stargazer.api.task.AttemptEnd;
import io.stargazer.api.task.EndedAttempt;
import io.stargazer.api.task.Task;
import io.stargazer.api.task.TaskCommand.EndAttempts;
import io.stargazer.api.task.TaskEvent;
import io.stargazer.api.task.TaskId;
import io.stargazer.api.task.TaskType;
import io.stargazer.api.task.work.HeldAttempt;
import io.stargazer.sim.invariant.Invariant;
import io.stargazer.sim.invariant.Violation;
import io.stargazer.sim.task.HandedOut;
import io.stargazer.sim.task.Workforce;
import io.stargazer.sim.world.History.Decided;
import io.stargazer.sim.world.SimWorld;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Each attempt that counts was given to somebody, counts once, and is later than those before; a
 * task that ended does not end again.
 */
public final class AttemptsCountOnce implements Invariant {

    private final Workforce workforce;
    private final Set<HeldAttempt> handedOut = new HashSet<>(); // never walked through
    private final Map<TaskId, Long> counted = new HashMap<>(); // never walked through
    private final Set<TaskId> ended = new HashSet<>(); // never walked through
    private int seen;
    private long checked;

    public AttemptsCountOnce(Workforce workforce) {
        this.workforce = workforce;
    }

    @Override
    public void check(SimWorld world) {
        List<HandedOut> all = workforce.handedOut();
        for (; seen < all.size(); seen++) {
            handedOut.add(all.get(seen).assignment().held());
        }
        while (checked < world.history().revision()) {
            checked++;
            Decided decided = world.history().decided(checked);
            if (decided.outcome() instanceof Outcome.Applied applied) {
                applied.events()
                        .forEach(event -> {
                            if (event instanceof TaskEvent.AttemptsFailed failed) {
                                failed.tasks().forEach(task -> count(task, decided));
                            } else if (event instanceof TaskEvent.TasksFinished finished) {
                                finished.tasks().forEach(task -> end(task, decided));
                            }
                        });
            }
        }
    }

    private void end(Task task, Decided decided) {
        Violation.unless(ended.add(task.id()), this, () -> "%s ends twice".formatted(task));
        if (decided.command() instanceof EndAttempts) {
            count(task, decided);
        }
    }

    private void count(Task task, Decided decided) {
        long fence = task.course().fence();
        Long before = counted.put(task.id(), fence);
        Violation.unless(
                before == null || before < fence,
                this,
                () -> "attempt %d counts after %d: %s".formatted(fence, before, task));
        if (decided.command() instanceof EndAttempts ends) {
            ends.attempts().stream()
                    .filter(end -> end.id().equals(task.id()) && end.fence() == fence)
                    .forEach(end -> requireGiven(ends.type(), end));
        }
    }

    /** What the executor says of an attempt must be about one that it was given. */
    private void requireGiven(TaskType type, EndedAttempt ended) {
        boolean isSaid =
                ended.end() instanceof AttemptEnd.Succeeded
                        || ended.end() instanceof AttemptEnd.Failed;
        Violation.unless(
                !isSaid || handedOut.contains(new HeldAttempt(type, ended.id(), ended.fence())),
                this,
                () -> "%s counts, and nobody was given it".formatted(ended));
    }
}
