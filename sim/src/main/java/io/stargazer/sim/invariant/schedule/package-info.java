/**
 * What must be true of schedules (TK-7).
 *
 * <pre>
 *   History --&gt; Timetable   what each schedule is, and up to when its times are decided,
 *                   |       reckoned from the facts alone
 *               Invariant   compares each fact with FireTimes
 * </pre>
 */
@NullMarked
package io.stargazer.sim.invariant.schedule;

import org.jspecify.annotations.NullMarked;
