/**
 * Executors under the eyes and the orders of people (TK-9, TK-10). Their own logs stay with them
 * and are asked for.
 *
 * <pre>
 *   ExecutorHttpApi, console --> ExecutorDesk --order--> ExecutorHub --Work.OrderedBy--> executor
 *                                     '--log--> LogQuestions --Work.LogWanted-->            |
 *                                                    ^--------------logged(ExecutorLog)-----'
 * </pre>
 */
@NullMarked
package io.stargazer.server.task.executor;

import org.jspecify.annotations.NullMarked;
