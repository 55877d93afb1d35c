package io.stargazer.core.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.api.Event;
import io.stargazer.api.Outcome;
import io.stargazer.api.Rejection;
import io.stargazer.api.codec.Bytes;
import io.stargazer.api.schedule.Misfire;
import io.stargazer.api.schedule.Overlap;
import io.stargazer.api.schedule.PlannedSchedule;
import io.stargazer.api.schedule.Schedule;
import io.stargazer.api.schedule.ScheduleCommand.DeleteSchedule;
import io.stargazer.api.schedule.ScheduleCommand.Fire;
import io.stargazer.api.schedule.ScheduleCommand.PassOver;
import io.stargazer.api.schedule.ScheduleCommand.PauseSchedule;
import io.stargazer.api.schedule.ScheduleCommand.PutSchedule;
import io.stargazer.api.schedule.ScheduleCommand.ResumeSchedule;
import io.stargazer.api.schedule.ScheduleEvent;
import io.stargazer.api.schedule.ScheduleName;
import io.stargazer.api.schedule.ScheduleRejection;
import io.stargazer.api.schedule.ScheduledTask;
import io.stargazer.api.schedule.Timing;
import io.stargazer.api.task.Standing;
import io.stargazer.api.task.Task;
import io.stargazer.api.task.TaskCommand;
import io.stargazer.api.task.TaskEvent;
import io.stargazer.api.task.TaskOptions;
import io.stargazer.api.task.TaskRejection;
import io.stargazer.api.task.TaskType;
import io.stargazer.api.task.TypeLimits;
import io.stargazer.core.ControlView;
import io.stargazer.core.History;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** TK-7: each time is decided once, by its schedule as it is, never early. */
final class ScheduleStateTest {

    private static final ScheduleName NAME = new ScheduleName("default", "nightly");
    private static final TaskType SWEEP = new TaskType("default", "sweep");

    private final History history = new History();

    @Test
    void a_time_is_fired_once_and_its_task_submitted_in_the_same_moment() {
        put(Overlap.ALLOW);
        long time = now();
        List<Event> events = history.must(fire(time));
        Task task = onlyTask(events);
        assertThat(events.getFirst())
                .isEqualTo(new ScheduleEvent.ScheduleFired(NAME, time, task.id(), 0));
        assertThat(task.submitter()).isEqualTo("schedule:default/nightly");
        assertThat(task.options().deadlineMs()).isEqualTo(time + 5000);
        assertThat(refusal(history.apply(fire(time))))
                .isEqualTo(new ScheduleRejection.AlreadyDecided(NAME, time));
        assertThat(refusal(history.apply(fire(time - 1))))
                .isInstanceOf(ScheduleRejection.AlreadyDecided.class);
        assertThat(history.view().tasks().pending()).isOne();
        assertThat(planned().counts()).isEqualTo(new PlannedSchedule.Counts(1, 0));
    }

    @Test
    void the_same_time_of_a_schedule_that_was_made_anew_is_the_same_task() {
        put(Overlap.ALLOW);
        long time = now();
        history.must(fire(time));
        history.must(new DeleteSchedule(NAME));
        put(Overlap.ALLOW);
        assertThat(refusal(history.apply(fire(time))))
                .isInstanceOf(ScheduleRejection.AlreadyDecided.class);
        assertThat(history.view().tasks().pending()).isOne();
    }

    @Test
    void nothing_fires_early_nor_for_an_earlier_definition() {
        put(Overlap.ALLOW);
        Fire old = fire(now());
        assertThat(refusal(history.apply(fire(now() + 60_000))))
                .isInstanceOf(ScheduleRejection.TooEarly.class);
        put(Overlap.SKIP);
        assertThat(refusal(history.apply(old)))
                .isEqualTo(new ScheduleRejection.ScheduleIsAnother(NAME));
        assertThat(refusal(history.apply(new PassOver(NAME, 1, now(), 1))))
                .isInstanceOf(ScheduleRejection.ScheduleIsAnother.class);
    }

    @Test
    void the_same_schedule_put_again_changes_nothing() {
        put(Overlap.ALLOW);
        PlannedSchedule before = planned();
        assertThat(history.must(new PutSchedule(before.schedule()))).isEmpty();
        assertThat(planned()).isEqualTo(before);
    }

    @Test
    void a_schedule_that_is_made_another_stays_paused_and_keeps_its_counts() {
        put(Overlap.ALLOW);
        history.must(fire(now()));
        history.must(new PauseSchedule(NAME));
        put(Overlap.SKIP);
        assertThat(planned().isPaused()).isTrue();
        assertThat(planned().counts()).isEqualTo(new PlannedSchedule.Counts(1, 0));
    }

    @Test
    void a_namespace_has_only_so_many_schedules() {
        for (int i = 0; i < ScheduleState.MOST; i++) {
            history.must(new PutSchedule(schedule("default", "s-" + i, Overlap.ALLOW)));
        }
        assertThat(
                        refusal(
                                history.apply(
                                        new PutSchedule(
                                                schedule("default", "more", Overlap.ALLOW)))))
                .isEqualTo(new ScheduleRejection.TooManySchedules("default", ScheduleState.MOST));
        history.must(new PutSchedule(schedule("default", "s-0", Overlap.SKIP)));
        history.must(new PutSchedule(schedule("other", "more", Overlap.ALLOW)));
    }

    @Test
    void a_paused_schedule_does_not_fire_and_misses_nothing() {
        put(Overlap.ALLOW);
        history.must(new PauseSchedule(NAME));
        assertThat(refusal(history.apply(fire(now()))))
                .isInstanceOf(ScheduleRejection.ScheduleIsAnother.class);
        long during = now();
        history.must(new ResumeSchedule(NAME));
        assertThat(planned().afterMs()).isEqualTo(during);
        assertThat(history.must(new ResumeSchedule(NAME))).isEmpty();
    }

    @Test
    void while_the_task_before_is_pending_a_fire_does_what_was_said() {
        put(Overlap.SKIP);
        Task first = onlyTask(history.must(fire(now())));
        assertThat(history.must(fire(now())))
                .singleElement()
                .isInstanceOfSatisfying(
                        ScheduleEvent.TimesPassedOver.class,
                        event ->
                                assertThat(event.why()).isEqualTo(ScheduleEvent.Why.STILL_PENDING));
        assertThat(planned().counts()).isEqualTo(new PlannedSchedule.Counts(1, 1));

        put(Overlap.QUEUE);
        assertThat(refusal(history.apply(fire(now()))))
                .isEqualTo(new ScheduleRejection.StillPending(NAME));

        put(Overlap.CANCEL);
        List<Event> events = history.must(fire(now()));
        Task second = onlyTask(events);
        assertThat(events)
                .filteredOn(TaskEvent.TasksFinished.class::isInstance)
                .singleElement()
                .isInstanceOfSatisfying(
                        TaskEvent.TasksFinished.class,
                        ended ->
                                assertThat(ended.tasks())
                                        .singleElement()
                                        .matches(task -> task.id().equals(first.id()))
                                        .matches(task -> task.standing() == Standing.CANCELLED));
        put(Overlap.ALLOW);
        history.must(fire(now()));
        assertThat(history.view().tasks().pending()).isEqualTo(2);
        assertThat(history.view().tasks().task(SWEEP, second.id())).isNotNull();
    }

    @Test
    void what_was_missed_is_counted() {
        put(Overlap.ALLOW);
        history.must(new PassOver(NAME, defined(), now(), 7));
        history.must(new Fire(NAME, defined(), now(), 3));
        assertThat(planned().counts()).isEqualTo(new PlannedSchedule.Counts(1, 10));
    }

    @Test
    void a_task_that_is_refused_leaves_its_time_to_be_decided() {
        put(Overlap.ALLOW);
        long time = now();
        history.must(new TaskCommand.SetTypeLimits(SWEEP, new TypeLimits(0, 0, 1, 100)));
        history.must(fire(time));
        long later = now();
        assertThat(refusal(history.apply(fire(later)))).isInstanceOf(TaskRejection.QueueFull.class);
        history.must(new TaskCommand.SetTypeLimits(SWEEP, TypeLimits.DEFAULT));
        assertThat(onlyTask(history.must(fire(later))).request().key()).contains("nightly");
    }

    @Test
    void unknown_schedules_are_refused_or_gone_already() {
        assertThat(refusal(history.apply(new PauseSchedule(NAME))))
                .isEqualTo(new ScheduleRejection.UnknownSchedule(NAME));
        assertThat(refusal(history.apply(new Fire(NAME, 1, 1, 0))))
                .isInstanceOf(ScheduleRejection.UnknownSchedule.class);
        assertThat(history.must(new DeleteSchedule(NAME))).isEmpty();
    }

    private void put(Overlap overlap) {
        history.must(new PutSchedule(schedule(NAME.namespace(), NAME.name(), overlap)));
    }

    private static Schedule schedule(String namespace, String name, Overlap overlap) {
        return new Schedule(
                new ScheduleName(namespace, name),
                new ScheduledTask("sweep", Bytes.EMPTY, TaskOptions.DEFAULT, 5000),
                new Timing.FixedRate(1000, 0),
                Misfire.ONCE,
                overlap);
    }

    /** The time of the next command, which no other one had. */
    private long now() {
        ControlView view = history.view();
        return History.START_MS + (view.revision() + 1) * 1000;
    }

    private Fire fire(long timeMs) {
        return new Fire(NAME, defined(), timeMs, 0);
    }

    private long defined() {
        return planned().definedRevision();
    }

    private PlannedSchedule planned() {
        return Objects.requireNonNull(history.view().schedules().schedule(NAME));
    }

    private static Task onlyTask(List<Event> events) {
        return events.stream()
                .filter(TaskEvent.TasksSubmitted.class::isInstance)
                .map(event -> ((TaskEvent.TasksSubmitted) event).tasks().getFirst())
                .reduce((one, other) -> {
                    throw new AssertionError("two tasks");
                })
                .orElseThrow();
    }

    private static Rejection refusal(Outcome outcome) {
        return ((Outcome.Refused) outcome).rejection();
    }
}
