package io.stargazer.api.schedule;

/**
 * A task and the times at which it is submitted (TK-7).
 *
 * @param timing when
 * @param misfire what becomes of missed times
 * @param overlap what a fire does while the task before it is pending
 */
public record Schedule(
        ScheduleName name, ScheduledTask task, Timing timing, Misfire misfire, Overlap overlap) {}
