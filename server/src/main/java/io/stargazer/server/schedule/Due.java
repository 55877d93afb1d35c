package io.stargazer.server.schedule;

import io.stargazer.api.schedule.FireTimes;
import io.stargazer.api.schedule.Misfire;
import io.stargazer.api.schedule.Overlap;
import io.stargazer.api.schedule.PlannedSchedule;
import io.stargazer.api.schedule.PlannedSchedule.LastFire;
import io.stargazer.api.schedule.Schedule;
import io.stargazer.api.schedule.ScheduleCommand;
import io.stargazer.api.schedule.ScheduleCommand.Fire;
import io.stargazer.api.schedule.ScheduleCommand.PassOver;
import io.stargazer.api.schedule.Timing;
import io.stargazer.api.task.Standing;
import io.stargazer.api.task.Task;
import io.stargazer.core.task.TaskView;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What is to be done about one schedule. */
sealed interface Due {

    /** So many times are counted in one step at most. */
    int MOST_TIMES = 10_000;

    /** Nothing until it is changed. */
    record Never() implements Due {}

    /** Look again then, milliseconds since 1970. */
    record At(long timeMs) implements Due {}

    /** Look again when the task that it submitted last has ended. */
    record AfterTask() implements Due {}

    /** To be proposed now; then look again. */
    record Now(ScheduleCommand command) implements Due {}

    /** A pure function of the schedule, its tasks and the time. */
    static Due of(PlannedSchedule planned, TaskView tasks, long nowMs) {
        if (planned.isPaused()) {
            return new Never();
        }
        Task last = lastTask(planned, tasks);
        boolean isBusy = last != null && last.standing() == Standing.PENDING;
        Schedule schedule = planned.schedule();
        boolean isDelay = schedule.timing() instanceof Timing.FixedDelay;
        if (isBusy && isDelay) {
            return new AfterTask();
        }
        long afterMs = isDelay ? delayFrom(planned, last) : planned.afterMs();
        OptionalLong next = FireTimes.after(schedule.timing(), afterMs);
        if (next.isEmpty()) {
            return new Never();
        }
        long nextMs = next.getAsLong();
        if (nextMs > nowMs) {
            return new At(nextMs);
        }
        if (isBusy && schedule.overlap() == Overlap.QUEUE) {
            return new AfterTask();
        }
        boolean isLate = nowMs - nextMs > Misfire.TOLERANCE_MS;
        return new Now(
                isLate && !isDelay ? missed(planned, nextMs, nowMs) : fire(planned, nextMs, 0));
    }

    private static @Nullable Task lastTask(PlannedSchedule planned, TaskView tasks) {
        LastFire fire = planned.lastFire();
        Schedule schedule = planned.schedule();
        return fire == null
                ? null
                : tasks.task(schedule.task().taskType(schedule.name()), fire.task());
    }

    private static long delayFrom(PlannedSchedule planned, @Nullable Task last) {
        return last == null
                ? planned.afterMs()
                : Math.max(planned.afterMs(), last.course().changedMs());
    }

    private static ScheduleCommand missed(PlannedSchedule planned, long firstMs, long nowMs) {
        return switch (planned.schedule().misfire()) {
            case ALL -> fire(planned, firstMs, 0);
            case SKIP -> {
                Counted counted = count(planned, firstMs, nowMs - Misfire.TOLERANCE_MS - 1);
                yield passOver(planned, counted);
            }
            case ONCE -> {
                Counted counted = count(planned, firstMs, nowMs);
                yield counted.times() == MOST_TIMES
                        ? passOver(planned, counted)
                        : fire(planned, counted.lastMs(), counted.times() - 1);
            }
        };
    }

    /** Times in a row, and the last of them. */
    record Counted(long times, long lastMs) {}

    private static Counted count(PlannedSchedule planned, long firstMs, long endMs) {
        long times = 1;
        long lastMs = firstMs;
        while (times < MOST_TIMES) {
            OptionalLong next = FireTimes.after(planned.schedule().timing(), lastMs);
            if (next.isEmpty() || next.getAsLong() > endMs) {
                break;
            }
            lastMs = next.getAsLong();
            times++;
        }
        return new Counted(times, lastMs);
    }

    private static ScheduleCommand fire(PlannedSchedule planned, long fireMs, long missed) {
        return new Fire(planned.name(), planned.definedRevision(), fireMs, missed);
    }

    private static ScheduleCommand passOver(PlannedSchedule planned, Counted counted) {
        return new PassOver(
                planned.name(), planned.definedRevision(), counted.lastMs(), counted.times());
    }
}
