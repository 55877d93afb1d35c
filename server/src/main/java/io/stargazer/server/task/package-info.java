/**
 * Tasks on the server (TK-1 to TK-5): accepts them, gives them to executors, tells how they ended.
 *
 * <pre>
 *   TaskRpcApi --> TaskService --submit--> log --> ExecutorHub --> Dispatcher (who gets what)
 *                                           |           '--> WorkStream --> executor
 *                                           '--> OutcomeHub --> OutcomeStream --> submitter
 *   executor --ended--> TaskService --> log
 *   ExecutorHub --attempts lost, too long, too late--> Endings --> log
 * </pre>
 *
 * <p>Only the leader dispatches. What it knows of executors and attempts is in memory; a new leader
 * learns it from the executors.
 */
@NullMarked
package io.stargazer.server.task;

import org.jspecify.annotations.NullMarked;
