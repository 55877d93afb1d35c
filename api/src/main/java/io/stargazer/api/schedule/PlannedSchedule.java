package io.stargazer.api.schedule;

import io.stargazer.api.task.TaskId;
import org.jspecify.annotations.Nullable;

/**
 * A schedule as every server knows it.
 *
 * @param definedRevision of the command that made it what it is
 * @param by who did
 * @param isPaused whether it does not fire for now
 * @param afterMs times up to here are decided: only later ones fire, milliseconds since 1970
 * @param counts how often it fired and passed over times
 * @param lastFire null before the first
 */
public record PlannedSchedule(
        Schedule schedule,
        long definedRevision,
        String by,
        boolean isPaused,
        long afterMs,
        Counts counts,
        @Nullable LastFire lastFire) {

    /** How often a schedule fired, and how many times it passed over. */
    public record Counts(long fired, long skipped) {
        public static final Counts NONE = new Counts(0, 0);
    }

    /**
     * The last fire.
     *
     * @param fireMs the time that it was for
     * @param atMs when it happened
     * @param task what it submitted
     */
    public record LastFire(long fireMs, long atMs, TaskId task) {}

    public ScheduleName name() {
        return schedule.name();
    }

    public PlannedSchedule paused(boolean nowPaused, long nowMs) {
        return new PlannedSchedule(
                schedule,
                definedRevision,
                by,
                nowPaused,
                Math.max(afterMs, nowMs),
                counts,
                lastFire);
    }

    /** After some times were passed over. */
    public PlannedSchedule skipped(long throughMs, long times) {
        return new PlannedSchedule(
                schedule,
                definedRevision,
                by,
                isPaused,
                throughMs,
                new Counts(counts.fired(), counts.skipped() + times),
                lastFire);
    }

    /** After it fired, for the last of some times. */
    public PlannedSchedule fired(LastFire fire, long missed) {
        return new PlannedSchedule(
                schedule,
                definedRevision,
                by,
                isPaused,
                fire.fireMs(),
                new Counts(counts.fired() + 1, counts.skipped() + missed),
                fire);
    }
}
