package io.stargazer.sim.invariant.schedule;

import io.stargazer.api.Event;
import io.stargazer.api.Outcome;
import io.stargazer.api.schedule.FireTimes;
import io.stargazer.api.schedule.PlannedSchedule;
import io.stargazer.api.schedule.Schedule;
import io.stargazer.api.schedule.ScheduleEvent;
import io.stargazer.api.schedule.ScheduleEvent.ScheduleChanged;
import io.stargazer.api.schedule.ScheduleEvent.ScheduleDeleted;
import io.stargazer.api.schedule.ScheduleEvent.ScheduleFired;
import io.stargazer.api.schedule.ScheduleEvent.TimesPassedOver;
import io.stargazer.api.schedule.ScheduleName;
import io.stargazer.api.schedule.Timing;
import io.stargazer.api.task.Standing;
import io.stargazer.api.task.Task;
import io.stargazer.api.task.TaskId;
import io.stargazer.core.task.TaskView;
import io.stargazer.sim.world.History;
import io.stargazer.sim.world.SimWorld;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What each schedule is and up to when its times are decided, reckoned from what happened and not
 * from what the servers remember of it. Walks through the history once. One thread.
 */
final class Timetable {

    private final Map<ScheduleName, Entry> entries = new TreeMap<>();
    private long visited;

    /**
     * A schedule.
     *
     * @param afterMs it fires only later than this, milliseconds since 1970
     * @param last what it submitted last, null for nothing
     */
    record Entry(Schedule schedule, boolean isPaused, long afterMs, @Nullable TaskId last) {

        /** Its last task at that moment; null when there is none, or of another type. */
        @Nullable Task lastTask(TaskView tasks) {
            return last == null
                    ? null
                    : tasks.task(schedule.task().taskType(schedule.name()), last);
        }

        boolean isBusy(TaskView tasks) {
            Task task = lastTask(tasks);
            return task != null && task.standing() == Standing.PENDING;
        }

        /** When it is to fire next; empty for never. */
        OptionalLong next(TaskView tasks) {
            Task before = schedule.timing() instanceof Timing.FixedDelay ? lastTask(tasks) : null;
            long fromMs = before == null ? afterMs : Math.max(afterMs, before.course().changedMs());
            return FireTimes.after(schedule.timing(), fromMs);
        }
    }

    /**
     * A fact about a schedule.
     *
     * @param revision that it has
     * @param before what the schedule was until then
     */
    record Fact(long revision, Entry before, ScheduleEvent event) {

        /** By the clock of the log. */
        long timeMs(SimWorld world) {
            return world.history().view(revision).timeMs();
        }

        /** The tasks as they were when this was decided. */
        TaskView tasksBefore(SimWorld world) {
            return world.history().view(revision - 1).tasks();
        }
    }

    /** Told of every time that is decided. */
    interface Visitor {
        void fired(Fact fact, ScheduleFired event);

        void passedOver(Fact fact, TimesPassedOver event);
    }

    /** All that has happened since the last visit. */
    void visit(History history, Visitor visitor) {
        while (visited < history.revision()) {
            visited++;
            if (history.decided(visited).outcome() instanceof Outcome.Applied applied) {
                List<Event> events = applied.events();
                long timeMs = history.view(visited).timeMs();
                for (Event event : events) {
                    if (event instanceof ScheduleEvent about) {
                        see(about, timeMs, visitor);
                    }
                }
            }
        }
    }

    /** The schedules that there are, by name. */
    Map<ScheduleName, Entry> entries() {
        return entries;
    }

    private void see(ScheduleEvent event, long timeMs, Visitor visitor) {
        ScheduleName name = event.schedule();
        Entry before = entries.get(name);
        switch (event) {
            case ScheduleChanged(PlannedSchedule planned) ->
                    entries.put(
                            name,
                            new Entry(
                                    planned.schedule(),
                                    planned.isPaused(),
                                    timeMs,
                                    before == null ? null : before.last));
            case ScheduleDeleted gone -> entries.remove(name);
            case ScheduleFired fired -> {
                Entry known = known(before, event);
                visitor.fired(new Fact(visited, known, event), fired);
                entries.put(
                        name,
                        new Entry(known.schedule, known.isPaused, fired.fireMs(), fired.task()));
            }
            case TimesPassedOver passed -> {
                Entry known = known(before, event);
                visitor.passedOver(new Fact(visited, known, event), passed);
                entries.put(
                        name,
                        new Entry(known.schedule, known.isPaused, passed.throughMs(), known.last));
            }
        }
    }

    private static Entry known(@Nullable Entry entry, ScheduleEvent event) {
        if (entry == null) {
            throw new IllegalStateException(event + " is about a schedule that is not there");
        }
        return entry;
    }
}
