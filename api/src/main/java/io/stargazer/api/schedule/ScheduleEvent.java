package io.stargazer.api.schedule;

import io.stargazer.api.Event;
import io.stargazer.api.codec.Tag;
import io.stargazer.api.task.TaskId;

/** Facts about schedules. */
public sealed interface ScheduleEvent extends Event {

    ScheduleName schedule();

    /** Made, made another, paused or resumed. */
    @Tag(1)
    record ScheduleChanged(PlannedSchedule planned) implements ScheduleEvent {
        @Override
        public ScheduleName schedule() {
            return planned.name();
        }
    }

    @Tag(2)
    record ScheduleDeleted(ScheduleName schedule) implements ScheduleEvent {}

    /**
     * It fired; that its task was submitted is another event of the same revision.
     *
     * @param missed how many times before were passed over
     */
    @Tag(3)
    record ScheduleFired(ScheduleName schedule, long fireMs, TaskId task, long missed)
            implements ScheduleEvent {}

    /** Times were passed over. */
    @Tag(4)
    record TimesPassedOver(ScheduleName schedule, long throughMs, long times, Why why)
            implements ScheduleEvent {}

    /** Why times were passed over. */
    enum Why {
        MISSED,
        /** The task before was still pending. */
        STILL_PENDING
    }
}
