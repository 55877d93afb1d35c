package io.stargazer.sim.invariant.task;

import io.stargazer.api.task.Task;
import io.stargazer.api.task.work.Assignment;
import io.stargazer.core.task.QueueView;
import io.stargazer.core.task.TaskView;
import io.stargazer.sim.invariant.Invariant;
import io.stargazer.sim.invariant.Violation;
import io.stargazer.sim.task.HandedOut;
import io.stargazer.sim.task.Workforce;
import io.stargazer.sim.world.SimWorld;
import java.util.List;

/** A task that is given out was pending at that revision, and its type was not paused. */
public final class OnlyWhatMayBeginBegins implements Invariant {

    private final Workforce workforce;
    private int checked;

    public OnlyWhatMayBeginBegins(Workforce workforce) {
        this.workforce = workforce;
    }

    @Override
    public void check(SimWorld world) {
        List<HandedOut> all = workforce.handedOut();
        for (; checked < all.size(); checked++) {
            check(world, all.get(checked).assignment());
        }
    }

    private void check(SimWorld world, Assignment given) {
        Violation.unless(
                given.fence() <= world.history().revision(),
                this,
                () -> "%s is of a revision to come".formatted(given.held()));
        TaskView view = world.history().view(given.fence()).tasks();
        Task task = view.task(given.type(), given.request().id());
        Violation.unless(
                task != null && !task.standing().isFinal(),
                this,
                () -> "%s begins although it is no more to be done".formatted(given.held()));
        QueueView queue = view.queue(given.type());
        Violation.unless(
                queue != null && !queue.settings().isPaused(),
                this,
                () -> "%s begins although its type is paused".formatted(given.held()));
    }
}
