package io.stargazer.core.schedule;

import io.stargazer.api.schedule.ScheduleEvent;
import io.stargazer.api.schedule.ScheduleRejection;
import io.stargazer.api.task.TaskCommand.CancelTasks;
import io.stargazer.api.task.TaskCommand.SubmitTasks;
import org.jspecify.annotations.Nullable;

/** What becomes of a fire. */
public sealed interface Firing {

    /** Nothing. */
    record Refuse(ScheduleRejection rejection) implements Firing {}

    /** The task before is pending, and so it was passed over. */
    record PassOver(ScheduleEvent event) implements Firing {}

    /**
     * A task is to be submitted; if that is accepted, {@link ScheduleState#fired} is to be told.
     *
     * @param cancel the task before, which makes room; null for none
     */
    record Submit(SubmitTasks submit, @Nullable CancelTasks cancel) implements Firing {}
}
