package io.stargazer.sim.invariant.schedule;

import io.stargazer.api.schedule.FireTimes;
import io.stargazer.api.schedule.Misfire;
import io.stargazer.api.schedule.Schedule;
import io.stargazer.api.schedule.ScheduleEvent.ScheduleFired;
import io.stargazer.api.schedule.ScheduleEvent.TimesPassedOver;
import io.stargazer.api.schedule.ScheduleEvent.Why;
import io.stargazer.sim.invariant.Invariant;
import io.stargazer.sim.invariant.Violation;
import io.stargazer.sim.invariant.schedule.Timetable.Entry;
import io.stargazer.sim.invariant.schedule.Timetable.Fact;
import io.stargazer.sim.world.SimWorld;
import java.util.OptionalLong;

/**
 * Every fire time of a schedule is decided, one after the other, while it is not paused: fired, or
 * passed over because it was missed by more than the tolerance and its rule says so, or because the
 * task before was pending.
 */
public final class NoFireTimeIsLost implements Invariant {

    /** So many times are passed over at once at most. */
    private static final int MOST_TIMES = 10_000;

    private final Timetable timetable = new Timetable();

    public NoFireTimeIsLost() {}

    @Override
    public void check(SimWorld world) {
        timetable.visit(
                world.history(),
                new Timetable.Visitor() {
                    @Override
                    public void fired(Fact fact, ScheduleFired event) {
                        requireAll(world, fact, event.fireMs(), event.missed() + 1);
                        requireMissed(world, fact, event.missed(), Misfire.ONCE);
                    }

                    @Override
                    public void passedOver(Fact fact, TimesPassedOver event) {
                        requireAll(world, fact, event.throughMs(), event.times());
                        requireReason(world, fact, event);
                    }
                });
    }

    /** From the first that was not decided to this one there are so many, and this is one. */
    private void requireAll(SimWorld world, Fact fact, long lastMs, long times) {
        Entry entry = fact.before();
        Violation.unless(!entry.isPaused(), this, () -> "it is paused: %s".formatted(fact.event()));
        OptionalLong time = entry.next(fact.tasksBefore(world));
        long count = 0;
        while (time.isPresent() && time.getAsLong() <= lastMs) {
            count++;
            if (time.getAsLong() == lastMs) {
                break;
            }
            time = FireTimes.after(entry.schedule().timing(), time.getAsLong());
        }
        long found = count;
        Violation.unless(
                time.isPresent() && time.getAsLong() == lastMs,
                this,
                () -> "%s: that is no time of %s".formatted(fact.event(), entry));
        Violation.unless(
                found == times,
                this,
                () -> "%s, but there are %d since %s".formatted(fact.event(), found, entry));
    }

    private void requireReason(SimWorld world, Fact fact, TimesPassedOver event) {
        Schedule schedule = fact.before().schedule();
        if (event.why() == Why.STILL_PENDING) {
            requireMissed(world, fact, event.times() - 1, Misfire.ONCE);
            return;
        }
        long lateMs = fact.timeMs(world) - event.throughMs();
        boolean isEach = schedule.misfire() == Misfire.SKIP && lateMs > Misfire.TOLERANCE_MS;
        boolean isMany = schedule.misfire() == Misfire.ONCE && event.times() == MOST_TIMES;
        Violation.unless(
                isEach || isMany,
                this,
                () -> "passed over %d ms late: %s of %s".formatted(lateMs, event, schedule));
    }

    /** Times before another may be passed over only if the first of them was missed. */
    private void requireMissed(SimWorld world, Fact fact, long missed, Misfire rule) {
        if (missed > 0) {
            Schedule schedule = fact.before().schedule();
            long firstMs = fact.before().next(fact.tasksBefore(world)).orElseThrow();
            long lateMs = fact.timeMs(world) - firstMs;
            Violation.unless(
                    schedule.misfire() == rule && lateMs > Misfire.TOLERANCE_MS,
                    this,
                    () -> "the first is %d ms late: %s".formatted(lateMs, fact.event()));
        }
    }
}
