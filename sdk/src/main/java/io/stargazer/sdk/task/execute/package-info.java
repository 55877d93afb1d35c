/**
 * Executors: this process does tasks (TK-1, TK-4, TK-9, TK-10, TK-12).
 *
 * <pre>
 *   leader --Work--> KeptStream --Assigned--> TaskExecutor --> HandledTask: places of one type
 *                        |                                          |
 *                        | ExecutorHello(held)                      v
 *   leader <--ended-- EndedAttempts <--end-- Attempt: a virtual thread, with its TaskContext
 *          <--report-- LiveNotes <--progress, log--'
 * </pre>
 */
@NullMarked
package io.stargazer.sdk.task.execute;

import org.jspecify.annotations.NullMarked;
