package io.stargazer.sdk.task.sql;

import io.stargazer.api.task.TaskId;

/** Which attempt at which task wants to change the database. */
record Claim(TaskId task, long fence) {}
