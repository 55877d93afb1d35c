package io.stargazer.server.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.api.Command;
import io.stargazer.api.Stamp;
import io.stargazer.api.codec.Bytes;
import io.stargazer.api.schedule.Misfire;
import io.stargazer.api.schedule.Overlap;
import io.stargazer.api.schedule.PlannedSchedule;
import io.stargazer.api.schedule.Schedule;
import io.stargazer.api.schedule.ScheduleCommand;
import io.stargazer.api.schedule.ScheduleCommand.Fire;
import io.stargazer.api.schedule.ScheduleCommand.PassOver;
import io.stargazer.api.schedule.ScheduleCommand.PauseSchedule;
import io.stargazer.api.schedule.ScheduleCommand.PutSchedule;
import io.stargazer.api.schedule.ScheduleName;
import io.stargazer.api.schedule.ScheduledTask;
import io.stargazer.api.schedule.Timing;
import io.stargazer.api.task.TaskCommand;
import io.stargazer.api.task.TaskOptions;
import io.stargazer.core.ControlState;
import io.stargazer.core.ControlView;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** TK-7: what is due when, and what becomes of what was missed. */
final class DueTest {

    private static final long MINUTE_MS = 60_000;
    private static final ScheduleName NAME = new ScheduleName("default", "minutely");
    private static final Timing MINUTELY = new Timing.FixedRate(MINUTE_MS, 0);

    /** A whole minute. */
    private static final long START_MS = 1_700_000_040_000L;

    private final ControlState state = new ControlState();

    @Test
    void the_next_time_is_waited_for_and_fired_when_it_has_come() {
        put(MINUTELY, Misfire.ONCE, Overlap.ALLOW);
        assertThat(due(START_MS + 1)).isEqualTo(new Due.At(START_MS + MINUTE_MS));
        assertThat(due(START_MS + MINUTE_MS - 1)).isEqualTo(new Due.At(START_MS + MINUTE_MS));
        assertThat(due(START_MS + MINUTE_MS)).isEqualTo(fire(START_MS + MINUTE_MS, 0));
        assertThat(due(START_MS + MINUTE_MS + 30_000)).isEqualTo(fire(START_MS + MINUTE_MS, 0));
    }

    @Test
    void what_was_missed_is_fired_once_or_each_or_passed_over() {
        long now = START_MS + 5 * MINUTE_MS + 10_000;
        put(MINUTELY, Misfire.ONCE, Overlap.ALLOW);
        assertThat(due(now)).isEqualTo(fire(START_MS + 5 * MINUTE_MS, 4));
        put(MINUTELY, Misfire.ALL, Overlap.ALLOW);
        assertThat(due(now)).isEqualTo(fire(START_MS + MINUTE_MS, 0));
        put(MINUTELY, Misfire.SKIP, Overlap.ALLOW);
        assertThat(due(now))
                .isEqualTo(new Due.Now(new PassOver(NAME, defined(), START_MS + 4 * MINUTE_MS, 4)));
    }

    @Test
    void who_is_a_little_late_has_missed_nothing() {
        put(MINUTELY, Misfire.SKIP, Overlap.ALLOW);
        long first = START_MS + MINUTE_MS;
        assertThat(due(first + Misfire.TOLERANCE_MS)).isEqualTo(fire(first, 0));
        assertThat(due(first + Misfire.TOLERANCE_MS + 1))
                .isEqualTo(new Due.Now(new PassOver(NAME, defined(), first, 1)));
    }

    @Test
    void very_many_missed_times_are_passed_over_step_by_step() {
        put(new Timing.FixedRate(1000, 0), Misfire.ONCE, Overlap.ALLOW);
        assertThat(due(START_MS + 3_600_000L * 24))
                .isEqualTo(
                        new Due.Now(
                                new PassOver(
                                        NAME,
                                        defined(),
                                        START_MS + 1000L * Due.MOST_TIMES,
                                        Due.MOST_TIMES)));
    }

    @Test
    void a_paused_schedule_and_one_that_is_over_are_never_due() {
        put(MINUTELY, Misfire.ONCE, Overlap.ALLOW);
        apply(START_MS, new PauseSchedule(NAME));
        assertThat(due(START_MS + 10 * MINUTE_MS)).isEqualTo(new Due.Never());
        apply(START_MS, new ScheduleCommand.ResumeSchedule(NAME));
        put(new Timing.Once(START_MS - 1), Misfire.ONCE, Overlap.ALLOW);
        assertThat(due(START_MS + 1)).isEqualTo(new Due.Never());
    }

    @Test
    void who_queues_or_counts_from_the_end_waits_for_the_task_before() {
        put(MINUTELY, Misfire.ONCE, Overlap.QUEUE);
        long first = START_MS + MINUTE_MS;
        apply(first, new Fire(NAME, defined(), first, 0));
        assertThat(due(first + 1)).isEqualTo(new Due.At(first + MINUTE_MS));
        assertThat(due(first + MINUTE_MS)).isEqualTo(new Due.AfterTask());

        put(new Timing.FixedDelay(5000), Misfire.ONCE, Overlap.ALLOW);
        assertThat(due(first + MINUTE_MS)).isEqualTo(new Due.AfterTask());
        cancelAt(first + 2 * MINUTE_MS);
        assertThat(due(first + 2 * MINUTE_MS)).isEqualTo(new Due.At(first + 2 * MINUTE_MS + 5000));
        assertThat(due(first + 9 * MINUTE_MS)).isEqualTo(fire(first + 2 * MINUTE_MS + 5000, 0));
    }

    private void cancelAt(long timeMs) {
        var last = Objects.requireNonNull(planned().lastFire());
        apply(
                timeMs,
                new TaskCommand.CancelTasks(
                        planned().schedule().task().taskType(NAME), List.of(last.task()), ""));
    }

    private void put(Timing timing, Misfire misfire, Overlap overlap) {
        ScheduledTask task = new ScheduledTask("sweep", Bytes.EMPTY, TaskOptions.DEFAULT, 0);
        apply(
                Math.max(START_MS, state.view().timeMs()),
                new PutSchedule(new Schedule(NAME, task, timing, misfire, overlap)));
    }

    private void apply(long timeMs, Command command) {
        state.apply(new Stamp(state.nextRevision(), timeMs, "user:admin"), command).orThrow();
    }

    private Due due(long nowMs) {
        ControlView view = state.view();
        return Due.of(planned(), view.tasks(), nowMs);
    }

    private Due fire(long fireMs, long missed) {
        return new Due.Now(new Fire(NAME, defined(), fireMs, missed));
    }

    private long defined() {
        return planned().definedRevision();
    }

    private PlannedSchedule planned() {
        return Objects.requireNonNull(state.view().schedules().schedule(NAME));
    }
}
