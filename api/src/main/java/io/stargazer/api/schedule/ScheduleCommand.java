package io.stargazer.api.schedule;

import io.stargazer.api.Command;
import io.stargazer.api.Limits;
import io.stargazer.api.codec.Tag;

/** Changes to schedules. */
public sealed interface ScheduleCommand extends Command {

    /**
     * Makes a schedule, or makes it another; the same again changes nothing. Only times after this
     * fire.
     */
    @Tag(1)
    record PutSchedule(Schedule schedule) implements ScheduleCommand {}

    /** One that is not there changes nothing. */
    @Tag(2)
    record DeleteSchedule(ScheduleName name) implements ScheduleCommand {}

    /** What would fire from now on is passed over, and not missed. */
    @Tag(3)
    record PauseSchedule(ScheduleName name) implements ScheduleCommand {}

    @Tag(4)
    record ResumeSchedule(ScheduleName name) implements ScheduleCommand {}

    /**
     * A time has come, says the leader, who computed it: zones and their rules may differ between
     * servers. Accepted once for each time, never early, in the order of times; its task is
     * submitted in the same moment.
     *
     * @param definedRevision of the schedule that it was computed from
     * @param fireMs milliseconds since 1970
     * @param missed how many times before it are passed over
     */
    @Tag(5)
    record Fire(ScheduleName name, long definedRevision, long fireMs, long missed)
            implements ScheduleCommand {
        public Fire {
            Limits.range("fire time in ms", fireMs, 1, Long.MAX_VALUE / 2);
            Limits.range("number of missed times", missed, 0, Long.MAX_VALUE / 2);
        }
    }

    /**
     * Times were missed and are passed over, see {@link Misfire}.
     *
     * @param throughMs the last of them
     */
    @Tag(6)
    record PassOver(ScheduleName name, long definedRevision, long throughMs, long times)
            implements ScheduleCommand {
        public PassOver {
            Limits.range("time in ms", throughMs, 1, Long.MAX_VALUE / 2);
            Limits.range("number of times", times, 1, Long.MAX_VALUE / 2);
        }
    }
}
