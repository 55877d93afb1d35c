package io.stargazer.api.task.work;

import io.stargazer.api.task.TaskId;
import io.stargazer.api.task.TaskType;

/**
 * One attempt at a task.
 *
 * @param fence that it was dispatched with; greater for each later attempt at the same task
 */
public record HeldAttempt(TaskType type, TaskId id, long fence) {}
