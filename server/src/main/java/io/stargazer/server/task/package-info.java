/**
 * Tasks on the server (TK-1 to TK-5): accepts them, gives them to executors, tells how they ended.
 *
 * <pre>
 *   TaskRpcApi --> TaskService --submit, ended--> log --> live.ExecutorHub --> executors
 *                                                  '----> live.OutcomeHub --> submitters
 *   TaskOperations: cancel, resend, drop, pause, limit      desk.TaskDesk: list, count, show
 *   TaskReconciler: forgets what ended long ago
 * </pre>
 *
 * <p>Only the leader dispatches. What it knows of executors and attempts is in memory; a new leader
 * learns it from the executors.
 */
@NullMarked
package io.stargazer.server.task;

import org.jspecify.annotations.NullMarked;
