package io.stargazer.api.task.work;

import io.stargazer.api.task.TaskId;
import io.stargazer.api.task.TaskType;

/** A task that a submitter waits for. */
public record AwaitedTask(TaskType type, TaskId id) {}
