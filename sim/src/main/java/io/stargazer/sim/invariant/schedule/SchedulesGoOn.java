package io.stargazer.sim.invariant.schedule;

import io.stargazer.api.schedule.Overlap;
import io.stargazer.api.schedule.ScheduleEvent.ScheduleFired;
import io.stargazer.api.schedule.ScheduleEvent.TimesPassedOver;
import io.stargazer.api.schedule.Timing;
import io.stargazer.api.task.Task;
import io.stargazer.core.task.TaskView;
import io.stargazer.sim.invariant.Invariant;
import io.stargazer.sim.invariant.Violation;
import io.stargazer.sim.invariant.schedule.Timetable.Entry;
import io.stargazer.sim.invariant.schedule.Timetable.Fact;
import io.stargazer.sim.world.SimServer;
import io.stargazer.sim.world.SimWorld;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * Once all is well, no schedule has a time that came a while ago, by the leader's clock, and is not
 * decided; but for those that wait for the task before.
 */
public final class SchedulesGoOn implements Invariant {

    /** For finding out, and for what waits with it; also for a leader that is new. */
    private static final Duration SOON = Duration.ofSeconds(2);

    private final Timetable timetable = new Timetable();

    public SchedulesGoOn() {}

    @Override
    public void checkHealed(SimWorld world) {
        timetable.visit(world.history(), new Unmoved());
        SimServer leader = world.leader();
        if (leader != null && leads(world, leader)) {
            long nowMs = leader.timers().millis();
            timetable.entries().values().forEach(entry -> require(world, entry, nowMs));
        }
    }

    private static boolean leads(SimWorld world, SimServer leader) {
        return world.clock().nowNs() - leader.leadsSinceNs() > SOON.toNanos();
    }

    private void require(SimWorld world, Entry entry, long nowMs) {
        TaskView tasks = world.history().last().tasks();
        OptionalLong next = entry.next(tasks);
        if (entry.isPaused() || next.isEmpty() || isWaiting(entry, tasks)) {
            return;
        }
        Task before = entry.lastTask(tasks);
        long freeMs = before == null ? 0 : before.course().changedMs();
        long lateMs = nowMs - Math.max(next.getAsLong(), freeMs);
        Violation.unless(
                lateMs <= SOON.toMillis(),
                this,
                () -> "%d ms after its time nothing is decided: %s".formatted(lateMs, entry));
    }

    private static boolean isWaiting(Entry entry, TaskView tasks) {
        boolean waits =
                entry.schedule().overlap() == Overlap.QUEUE
                        || entry.schedule().timing() instanceof Timing.FixedDelay;
        return waits && entry.isBusy(tasks);
    }

    /** What was decided is for others to judge. */
    private static final class Unmoved implements Timetable.Visitor {
        @Override
        public void fired(Fact fact, ScheduleFired event) {}

        @Override
        public void passedOver(Fact fact, TimesPassedOver event) {}
    }
}
