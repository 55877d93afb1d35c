package io.stargazer.sim.invariant.schedule;

import io.stargazer.api.Event;
import io.stargazer.api.Outcome;
import io.stargazer.api.schedule.ScheduleEvent.ScheduleFired;
import io.stargazer.api.schedule.ScheduleEvent.TimesPassedOver;
import io.stargazer.api.schedule.ScheduleName;
import io.stargazer.api.task.Task;
import io.stargazer.api.task.TaskEvent.TasksSubmitted;
import io.stargazer.api.task.TaskId;
import io.stargazer.sim.invariant.Invariant;
import io.stargazer.sim.invariant.Violation;
import io.stargazer.sim.invariant.schedule.Timetable.Fact;
import io.stargazer.sim.world.SimWorld;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Each fire time is a submission once, under the id that is made of schedule and time; the times of
 * a name only grow, whatever becomes of the schedule; and nothing else is submitted in its name.
 */
public final class FireTimesFireOnce implements Invariant {

    private final Timetable timetable = new Timetable();
    private final Map<ScheduleName, Long> lastMs = new HashMap<>(); // never walked through
    private long checked;

    public FireTimesFireOnce() {}

    @Override
    public void check(SimWorld world) {
        timetable.visit(
                world.history(),
                new Timetable.Visitor() {
                    @Override
                    public void fired(Fact fact, ScheduleFired event) {
                        require(fact, event);
                    }

                    @Override
                    public void passedOver(Fact fact, TimesPassedOver event) {}
                });
        while (checked < world.history().revision()) {
            checked++;
            if (world.history().decided(checked).outcome() instanceof Outcome.Applied applied) {
                requireOne(applied.events());
            }
        }
    }

    private void require(Fact fact, ScheduleFired event) {
        TaskId id = fact.before().schedule().task().at(event.schedule(), event.fireMs()).id();
        Violation.unless(
                id.equals(event.task()), this, () -> "%s has not the id %s".formatted(event, id));
        Long before = lastMs.put(event.schedule(), event.fireMs());
        Violation.unless(
                before == null || before < event.fireMs(),
                this,
                () -> "%s after the time %d had been fired".formatted(event, before));
    }

    /** What a schedule submits, and that it fired, are told together. */
    private void requireOne(List<Event> events) {
        List<TaskId> fired = new ArrayList<>();
        List<TaskId> submitted = new ArrayList<>();
        for (Event event : events) {
            if (event instanceof ScheduleFired one) {
                fired.add(one.task());
            } else if (event instanceof TasksSubmitted some) {
                some.tasks().stream()
                        .filter(task -> task.submitter().startsWith("schedule:"))
                        .map(Task::id)
                        .forEach(submitted::add);
            }
        }
        Violation.unless(
                fired.equals(submitted),
                this,
                () -> "%s were fired, and %s submitted".formatted(fired, submitted));
    }
}
