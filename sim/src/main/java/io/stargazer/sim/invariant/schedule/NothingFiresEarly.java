package io.stargazer.sim.invariant.schedule;

import io.stargazer.api.schedule.ScheduleEvent;
import io.stargazer.api.schedule.ScheduleEvent.ScheduleFired;
import io.stargazer.api.schedule.ScheduleEvent.TimesPassedOver;
import io.stargazer.sim.invariant.Invariant;
import io.stargazer.sim.invariant.Violation;
import io.stargazer.sim.invariant.schedule.Timetable.Fact;
import io.stargazer.sim.world.SimWorld;

/**
 * No time is decided before it has come, by the clock of the server that proposed it and by that of
 * the log.
 */
public final class NothingFiresEarly implements Invariant {

    private final Timetable timetable = new Timetable();

    public NothingFiresEarly() {}

    @Override
    public void check(SimWorld world) {
        timetable.visit(
                world.history(),
                new Timetable.Visitor() {
                    @Override
                    public void fired(Fact fact, ScheduleFired event) {
                        require(world, fact, event.fireMs());
                    }

                    @Override
                    public void passedOver(Fact fact, TimesPassedOver event) {
                        require(world, fact, event.throughMs());
                    }
                });
    }

    private void require(SimWorld world, Fact fact, long timeMs) {
        ScheduleEvent event = fact.event();
        long logMs = fact.timeMs(world);
        long proposedMs = world.history().decided(fact.revision()).origin().proposedMs();
        Violation.unless(
                timeMs <= logMs && timeMs <= proposedMs,
                this,
                () -> "proposed at %d, in the log at %d: %s".formatted(proposedMs, logMs, event));
    }
}
