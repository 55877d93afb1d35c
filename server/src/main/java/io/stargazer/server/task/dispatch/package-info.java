/**
 * Who does which task, and when: pure and deterministic, no threads, no I/O, time is an argument.
 *
 * <pre>
 *   tasks --> TypeQueue --> Line (any executor, or one that is named) --> Lane (priority)
 *                |             --> Backlog (submitter): earliest deadline, then order of submission
 *                '-- Rate, at most so many at a time
 *   executors --> Worker --> Seat (its places for one type)
 *
 *   Dispatcher: turns over the lines that have work, gives a task of each to the worker that was
 *               given one longest ago; pace.Agenda: what is to be done at which time
 * </pre>
 */
@NullMarked
package io.stargazer.server.task.dispatch;

import org.jspecify.annotations.NullMarked;
