/**
 * Durable tasks beside the queues that others use (TK-1 to TK-8), the fsync policy beside every
 * figure.
 *
 * <pre>
 *   TasksBench -- TaskCase: RateCase, StartLatencyCase            beside peers
 *        |            ^---- ReassignCase, QueuedCase, PartsCase, DeadlineCase: ours alone
 *        '-- Deployment = a Broker + a submitter + an executor, each a process
 * </pre>
 */
@NullMarked
package io.stargazer.bench.tasks;

import org.jspecify.annotations.NullMarked;
