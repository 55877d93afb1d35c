/**
 * Tasks: work that is accepted durably, pushed to executors, tried again when it fails, and ends in
 * one of four ways (TK-1 to TK-5).
 *
 * <pre>
 *   NewTask --SubmitTasks--> Task = TaskType + NewTask + who submitted it + Course
 *                              |
 *        PENDING --EndAttempts (a failure, attempts left)--> PENDING
 *           |------EndAttempts (a success)-----------------> SUCCEEDED
 *           |------EndAttempts (must not be repeated)------> FAILED  --ResendTasks--> PENDING
 *           |------EndAttempts (attempts used up)----------> DEAD    --ResendTasks--> PENDING
 *           '------CancelTasks-----------------------------> CANCELLED
 * </pre>
 *
 * <p>Two log entries a task: that it was submitted and how it ended. That it is queued, dispatched
 * or running is known to the leader alone: see {@link io.stargazer.api.task.work}.
 */
@NullMarked
package io.stargazer.api.task;

import org.jspecify.annotations.NullMarked;
