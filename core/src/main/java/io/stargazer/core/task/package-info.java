/**
 * Tasks, as a state: see {@link io.stargazer.api.task}.
 *
 * <pre>
 *   TaskState --- TaskQueue      one for each type: pending tasks and dead letters
 *             '-- FinishedTasks  one for each namespace: the last that ended
 * </pre>
 */
@NullMarked
package io.stargazer.core.task;

import org.jspecify.annotations.NullMarked;
