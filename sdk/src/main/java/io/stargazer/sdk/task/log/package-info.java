/**
 * What an executor keeps of what it writes, for who asks from afar (TK-9).
 *
 * <pre>
 *   TaskExecutor, attempts --add--> OwnLog: the last lines --Work.LogWanted--> ExecutorLog
 *   java.util.logging --LogHandler----^
 * </pre>
 */
@NullMarked
package io.stargazer.sdk.task.log;

import org.jspecify.annotations.NullMarked;
