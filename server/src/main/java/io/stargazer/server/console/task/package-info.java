/**
 * The pages of the console about tasks (UI-1, TK-2, TK-5, TK-7, TK-9, TK-11): types with their
 * queues, the tasks of a type by state, one task as a timeline, schedules, workflows.
 */
@NullMarked
package io.stargazer.server.console.task;

import org.jspecify.annotations.NullMarked;
