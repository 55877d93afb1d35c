/**
 * Schedules on the server (TK-7):
 *
 * <pre>
 *   ScheduleHttpApi, console --> ScheduleService    authorises, submits, reads
 *   ScheduleReconciler (leader only)                knows what is due when
 *     '-- Due   what to do about one schedule now: a pure function --> Fire, PassOver
 * </pre>
 */
@NullMarked
package io.stargazer.server.schedule;

import org.jspecify.annotations.NullMarked;
