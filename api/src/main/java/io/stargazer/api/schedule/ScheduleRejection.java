package io.stargazer.api.schedule;

import io.stargazer.api.Rejection;
import io.stargazer.api.Status;

/** Expected refusals of schedule commands. */
public sealed interface ScheduleRejection extends Rejection {

    record UnknownSchedule(ScheduleName name) implements ScheduleRejection {}

    record TooManySchedules(String namespace, int most) implements ScheduleRejection {}

    /** It is another schedule by now, or paused. */
    record ScheduleIsAnother(ScheduleName name) implements ScheduleRejection {}

    /** Its time is decided already. */
    record AlreadyDecided(ScheduleName name, long fireMs) implements ScheduleRejection {}

    /** Its time has not come. */
    record TooEarly(ScheduleName name, long fireMs) implements ScheduleRejection {}

    /** The task of the fire before is pending, and this one waits for it. */
    record StillPending(ScheduleName name) implements ScheduleRejection {}

    @Override
    default Status status() {
        return switch (this) {
            case UnknownSchedule r -> Status.NOT_FOUND;
            default -> Status.CONFLICT;
        };
    }

    @Override
    default String code() {
        return switch (this) {
            case UnknownSchedule r -> "schedule.unknown";
            case TooManySchedules r -> "schedule.too-many";
            case ScheduleIsAnother r -> "schedule.is-another";
            case AlreadyDecided r -> "schedule.already-decided";
            case TooEarly r -> "schedule.too-early";
            case StillPending r -> "schedule.still-pending";
        };
    }

    @Override
    default String sentence() {
        return switch (this) {
            case UnknownSchedule(var name) -> "there is no schedule " + name;
            case TooManySchedules(var namespace, var most) ->
                    "the namespace '%s' has %s schedules, as many as may be"
                            .formatted(namespace, most);
            case ScheduleIsAnother(var name) ->
                    "the schedule %s was changed or paused meanwhile".formatted(name);
            case AlreadyDecided(var name, var fireMs) ->
                    "the time %s of the schedule %s is decided already".formatted(fireMs, name);
            case TooEarly(var name, var fireMs) ->
                    "the time %s of the schedule %s has not come".formatted(fireMs, name);
            case StillPending(var name) ->
                    "the task that the schedule %s submitted before is still pending"
                            .formatted(name);
        };
    }
}
