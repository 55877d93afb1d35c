/**
 * What the leader knows of tasks beside the log, in memory: executors and the attempts they have,
 * who waits for which end, what attempts say while they run.
 *
 * <pre>
 *   log --> ExecutorHub --> Dispatcher: who gets what --> WorkStream --> executor
 *    |          '--> Endings: lost, too long, too late --> log
 *    '----> OutcomeHub --> Submitter --> PushStream --> submitter
 *   executor --> LiveNotes: progress, last lines; LogQuestions: its own log
 * </pre>
 */
@NullMarked
package io.stargazer.server.task.live;

import org.jspecify.annotations.NullMarked;
