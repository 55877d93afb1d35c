package io.stargazer.sim.invariant.task;

import io.stargazer.api.task.TaskId;
import io.stargazer.api.task.work.HeldAttempt;
import io.stargazer.sim.invariant.Invariant;
import io.stargazer.sim.invariant.Violation;
import io.stargazer.sim.task.HandedOut;
import io.stargazer.sim.task.Workforce;
import io.stargazer.sim.world.SimServer;
import io.stargazer.sim.world.SimWorld;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * No two executors are given a task with the same fence, whoever leads; those that one server gives
 * increase. An executor may be given again what was on its way to it.
 */
public final class FencesIncrease implements Invariant {

    private final Workforce workforce;
    private final Map<HeldAttempt, String> sessions = new HashMap<>(); // never walked through
    private final Map<Given, Long> last = new HashMap<>(); // never walked through
    private int checked;

    private record Given(SimServer by, TaskId id) {}

    public FencesIncrease(Workforce workforce) {
        this.workforce = workforce;
    }

    @Override
    public void check(SimWorld world) {
        List<HandedOut> all = workforce.handedOut();
        for (; checked < all.size(); checked++) {
            check(all.get(checked));
        }
    }

    private void check(HandedOut given) {
        HeldAttempt attempt = given.assignment().held();
        String before = sessions.putIfAbsent(attempt, given.session());
        Violation.unless(
                before == null || before.equals(given.session()),
                this,
                () -> "%s is given to %s and %s".formatted(attempt, before, given.session()));
        Long fence = last.put(new Given(given.server(), attempt.id()), attempt.fence());
        Violation.unless(
                fence == null || before != null || fence < attempt.fence(),
                this,
                () -> "%s is given after fence %d".formatted(attempt, fence));
    }
}
