package io.stargazer.sim.invariant.schedule;

import io.stargazer.api.schedule.Overlap;
import io.stargazer.api.schedule.Schedule;
import io.stargazer.api.schedule.ScheduleEvent.ScheduleFired;
import io.stargazer.api.schedule.ScheduleEvent.TimesPassedOver;
import io.stargazer.api.schedule.ScheduleEvent.Why;
import io.stargazer.api.schedule.Timing;
import io.stargazer.core.task.TaskView;
import io.stargazer.sim.invariant.Invariant;
import io.stargazer.sim.invariant.Violation;
import io.stargazer.sim.invariant.schedule.Timetable.Fact;
import io.stargazer.sim.world.SimWorld;

/**
 * While the task before is pending a schedule does what its rule says: it does not fire, or cancels
 * the other in the same moment; and nothing is passed over for its sake once it has ended.
 */
public final class OverlapIsHeeded implements Invariant {

    private final Timetable timetable = new Timetable();

    public OverlapIsHeeded() {}

    @Override
    public void check(SimWorld world) {
        timetable.visit(
                world.history(),
                new Timetable.Visitor() {
                    @Override
                    public void fired(Fact fact, ScheduleFired event) {
                        requireRoom(world, fact);
                    }

                    @Override
                    public void passedOver(Fact fact, TimesPassedOver event) {
                        requireBusy(world, fact, event);
                    }
                });
    }

    private void requireRoom(SimWorld world, Fact fact) {
        if (!fact.before().isBusy(fact.tasksBefore(world))) {
            return;
        }
        Schedule schedule = fact.before().schedule();
        TaskView after = world.history().view(fact.revision()).tasks();
        boolean isHeeded =
                switch (schedule.overlap()) {
                    case ALLOW -> true;
                    case SKIP, QUEUE -> false;
                    case CANCEL -> !fact.before().isBusy(after);
                };
        Violation.unless(
                isHeeded && !(schedule.timing() instanceof Timing.FixedDelay),
                this,
                () -> "the task before is pending: %s of %s".formatted(fact.event(), schedule));
    }

    private void requireBusy(SimWorld world, Fact fact, TimesPassedOver event) {
        boolean isSkipped =
                fact.before().schedule().overlap() == Overlap.SKIP
                        && fact.before().isBusy(fact.tasksBefore(world));
        Violation.unless(
                event.why() != Why.STILL_PENDING || isSkipped,
                this,
                () -> "nothing is pending: %s".formatted(event));
    }
}
