/**
 * {@code stargazer task executor ...}: who does tasks, on the command line (TK-9, TK-10, UI-2).
 *
 * <pre>
 *   ExecutorCommand  task executors, task executor show | log | drain | resume | stop | restart
 *   ExecutorView     tables, facts and lines for people
 * </pre>
 */
@NullMarked
package io.stargazer.app.task.executor;

import org.jspecify.annotations.NullMarked;
