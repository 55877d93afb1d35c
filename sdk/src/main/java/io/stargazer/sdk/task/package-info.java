/**
 * Tasks, for applications (TK-1 to TK-13): do them, submit them, split jobs into them.
 *
 * <pre>
 *   Stargazer.tasks() = Tasks --execute--> TaskExecutor: takes what the leader pushes
 *                         |---submit---> Submitter: tasks accepted, ends heard
 *                         '---job------> Job: parts, each a task, and what is made of their results
 *                                          all over the TaskLine of the application's one connection
 * </pre>
 */
@NullMarked
package io.stargazer.sdk.task;

import org.jspecify.annotations.NullMarked;
