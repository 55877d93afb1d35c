package io.stargazer.core.schedule;

import static io.stargazer.api.Outcome.applied;
import static io.stargazer.api.Outcome.refused;

import io.stargazer.api.Outcome;
import io.stargazer.api.Stamp;
import io.stargazer.api.schedule.Overlap;
import io.stargazer.api.schedule.PlannedSchedule;
import io.stargazer.api.schedule.PlannedSchedule.Counts;
import io.stargazer.api.schedule.PlannedSchedule.LastFire;
import io.stargazer.api.schedule.Schedule;
import io.stargazer.api.schedule.ScheduleCommand;
import io.stargazer.api.schedule.ScheduleCommand.DeleteSchedule;
import io.stargazer.api.schedule.ScheduleCommand.Fire;
import io.stargazer.api.schedule.ScheduleCommand.PassOver;
import io.stargazer.api.schedule.ScheduleCommand.PauseSchedule;
import io.stargazer.api.schedule.ScheduleCommand.PutSchedule;
import io.stargazer.api.schedule.ScheduleCommand.ResumeSchedule;
import io.stargazer.api.schedule.ScheduleEvent;
import io.stargazer.api.schedule.ScheduleEvent.Why;
import io.stargazer.api.schedule.ScheduleName;
import io.stargazer.api.schedule.ScheduleRejection;
import io.stargazer.api.task.NewTask;
import io.stargazer.api.task.TaskCommand.CancelTasks;
import io.stargazer.api.task.TaskCommand.SubmitTasks;
import io.stargazer.api.task.TaskId;
import io.stargazer.api.task.TaskType;
import io.stargazer.core.Table;
import java.util.List;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Applies {@link ScheduleCommand}s (TK-7). Deterministic; one thread.
 *
 * <p>Each schedule knows up to which time all is decided: a fire for a later one is accepted, and
 * then that time is decided, too. So no time is fired twice, whoever proposes it how often.
 */
public final class ScheduleState {

    /** Of a namespace. Frozen once shipped. */
    static final int MOST = 2_000;

    private Table<ScheduleName, PlannedSchedule> schedules = Table.empty();

    public ScheduleView view() {
        return new ScheduleView(schedules);
    }

    public void restore(ScheduleView view) {
        schedules = view.schedules();
    }

    /** Applies any command but {@link Fire}, which concerns tasks, too: see {@link #firing}. */
    public Outcome apply(Stamp stamp, ScheduleCommand command) {
        return switch (command) {
            case PutSchedule(Schedule schedule) -> put(stamp, schedule);
            case DeleteSchedule(ScheduleName name) -> delete(name);
            case PauseSchedule(ScheduleName name) -> pause(stamp, name, true);
            case ResumeSchedule(ScheduleName name) -> pause(stamp, name, false);
            case PassOver c -> passOver(stamp, c);
            case Fire c -> throw new IllegalArgumentException(c + " is for firing()");
        };
    }

    private Outcome put(Stamp stamp, Schedule schedule) {
        ScheduleName name = schedule.name();
        PlannedSchedule known = schedules.get(name);
        if (known != null && known.schedule().equals(schedule)) {
            return applied();
        }
        if (known == null && countIn(name.namespace()) >= MOST) {
            return refused(new ScheduleRejection.TooManySchedules(name.namespace(), MOST));
        }
        PlannedSchedule planned =
                new PlannedSchedule(
                        schedule,
                        stamp.revision(),
                        stamp.actor(),
                        known != null && known.isPaused(),
                        stamp.timeMs(),
                        known == null ? Counts.NONE : known.counts(),
                        known == null ? null : known.lastFire());
        return changed(planned);
    }

    private int countIn(String namespace) {
        int count = 0;
        for (Table.Entry<ScheduleName, PlannedSchedule> entry : schedules) {
            count += entry.key().namespace().equals(namespace) ? 1 : 0;
        }
        return count;
    }

    private Outcome delete(ScheduleName name) {
        if (!schedules.contains(name)) {
            return applied();
        }
        schedules = schedules.remove(name);
        return applied(new ScheduleEvent.ScheduleDeleted(name));
    }

    private Outcome pause(Stamp stamp, ScheduleName name, boolean isPaused) {
        PlannedSchedule known = schedules.get(name);
        if (known == null) {
            return refused(new ScheduleRejection.UnknownSchedule(name));
        }
        return known.isPaused() == isPaused
                ? applied()
                : changed(known.paused(isPaused, stamp.timeMs()));
    }

    private Outcome changed(PlannedSchedule planned) {
        schedules = schedules.put(planned.name(), planned);
        return applied(new ScheduleEvent.ScheduleChanged(planned));
    }

    private Outcome passOver(Stamp stamp, PassOver command) {
        PlannedSchedule known = schedules.get(command.name());
        ScheduleRejection refusal =
                refusal(
                        stamp,
                        command.name(),
                        known,
                        command.definedRevision(),
                        command.throughMs());
        if (known == null || refusal != null) {
            return refused(
                    refusal != null
                            ? refusal
                            : new ScheduleRejection.UnknownSchedule(command.name()));
        }
        schedules =
                schedules.put(known.name(), known.skipped(command.throughMs(), command.times()));
        return applied(
                new ScheduleEvent.TimesPassedOver(
                        known.name(), command.throughMs(), command.times(), Why.MISSED));
    }

    /** Why a time is not to be decided now; null when it is. */
    private static @Nullable ScheduleRejection refusal(
            Stamp stamp,
            ScheduleName name,
            @Nullable PlannedSchedule known,
            long definedRevision,
            long timeMs) {
        if (known == null) {
            return new ScheduleRejection.UnknownSchedule(name);
        }
        if (known.isPaused() || known.definedRevision() != definedRevision) {
            return new ScheduleRejection.ScheduleIsAnother(name);
        }
        if (timeMs <= known.afterMs()) {
            return new ScheduleRejection.AlreadyDecided(name, timeMs);
        }
        return timeMs > stamp.timeMs() ? new ScheduleRejection.TooEarly(name, timeMs) : null;
    }

    /**
     * Decides what becomes of a fire. What it passes over is done; what is to be submitted, the
     * caller submits.
     *
     * @param isPending whether a task is
     */
    public Firing firing(Stamp stamp, Fire fire, BiPredicate<TaskType, TaskId> isPending) {
        PlannedSchedule known = schedules.get(fire.name());
        ScheduleRejection refusal =
                refusal(stamp, fire.name(), known, fire.definedRevision(), fire.fireMs());
        if (known == null || refusal != null) {
            return new Firing.Refuse(
                    refusal != null ? refusal : new ScheduleRejection.UnknownSchedule(fire.name()));
        }
        LastFire last = known.lastFire();
        Schedule schedule = known.schedule();
        TaskType type = schedule.task().taskType(schedule.name());
        boolean isBusy = last != null && isPending.test(type, last.task());
        if (isBusy && schedule.overlap() == Overlap.QUEUE) {
            return new Firing.Refuse(new ScheduleRejection.StillPending(fire.name()));
        }
        if (isBusy && schedule.overlap() == Overlap.SKIP) {
            return new Firing.PassOver(passedOver(known, fire));
        }
        NewTask task = schedule.task().at(schedule.name(), fire.fireMs());
        CancelTasks cancel =
                isBusy && last != null && schedule.overlap() == Overlap.CANCEL
                        ? new CancelTasks(type, List.of(last.task()), "its schedule fired again")
                        : null;
        return new Firing.Submit(
                new SubmitTasks(type, "schedule:" + schedule.name(), List.of(task)), cancel);
    }

    private ScheduleEvent passedOver(PlannedSchedule known, Fire fire) {
        long times = fire.missed() + 1;
        schedules = schedules.put(known.name(), known.skipped(fire.fireMs(), times));
        return new ScheduleEvent.TimesPassedOver(
                known.name(), fire.fireMs(), times, Why.STILL_PENDING);
    }

    /** The task of a fire was submitted. */
    public ScheduleEvent fired(Stamp stamp, Fire fire, TaskId task) {
        PlannedSchedule known = schedules.get(fire.name());
        if (known == null) {
            throw new IllegalStateException(fire + " was decided, but its schedule is gone");
        }
        LastFire last = new LastFire(fire.fireMs(), stamp.timeMs(), task);
        schedules = schedules.put(known.name(), known.fired(last, fire.missed()));
        return new ScheduleEvent.ScheduleFired(known.name(), fire.fireMs(), task, fire.missed());
    }
}
