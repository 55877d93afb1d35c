package io.stargazer.sim.invariant.task;

import io.stargazer.api.task.Task;
import io.stargazer.api.task.TaskId;
import io.stargazer.core.task.TaskView;
import io.stargazer.sim.invariant.Invariant;
import io.stargazer.sim.invariant.Violation;
import io.stargazer.sim.task.HandedOut;
import io.stargazer.sim.task.Workforce;
import io.stargazer.sim.world.SimWorld;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Without somebody asking for it, a leader gives a task to a second executor only when the log says
 * that the first attempt is over, or that another leads since.
 */
public final class OneAttemptAtATime implements Invariant {

    private final Workforce workforce;
    private final Map<TaskId, Long> newest = new HashMap<>(); // never walked through
    private int checked;

    public OneAttemptAtATime(Workforce workforce) {
        this.workforce = workforce;
    }

    @Override
    public void check(SimWorld world) {
        List<HandedOut> all = workforce.handedOut();
        for (; checked < all.size(); checked++) {
            check(world, all.get(checked));
        }
    }

    private void check(SimWorld world, HandedOut given) {
        TaskId id = given.assignment().request().id();
        long fence = given.assignment().fence();
        Long other = newest.put(id, fence);
        if (other == null || given.isTwice() || other >= fence) {
            return; // the first, or of a leader that does not know yet that it is none
        }
        TaskView view = world.history().view(fence).tasks();
        Task task = view.task(given.assignment().type(), id);
        boolean isOver = task != null && task.course().fence() >= other;
        Violation.unless(
                isOver || view.dispatcher().sinceRevision() > other,
                this,
                () -> "%s is given beside fence %d".formatted(given.assignment().held(), other));
    }
}
