/**
 * {@code stargazer task ...}: tasks on the command line (TK-2, TK-5, TK-9, TK-10, UI-2).
 *
 * <pre>
 *   TaskCommand          task submit | list | show | log | cancel | retry | ...
 *     |-- DeadLetters     task dead-letters list | retry | drop
 *     |-- executor         task executor show | log | drain | resume | stop | restart
 *     '-- ScheduleCommand  task schedule list | put | show | next | ...
 *   WorkflowCommand      workflow start | list | show | cancel | retry
 *   TaskView             tables and facts for people
 *   TaskFollowing        what becomes of one task, as it happens
 * </pre>
 */
@NullMarked
package io.stargazer.app.task;

import org.jspecify.annotations.NullMarked;
