/**
 * Schedules: tasks that are submitted at given times (TK-7).
 *
 * <pre>
 *   Schedule = ScheduledTask + Timing (cron, fixed rate, fixed delay, once) + Misfire + Overlap
 *   FireTimes  computes when; the leader proposes Fire(schedule, time), which is accepted once
 * </pre>
 */
@NullMarked
package io.stargazer.api.schedule;

import org.jspecify.annotations.NullMarked;
