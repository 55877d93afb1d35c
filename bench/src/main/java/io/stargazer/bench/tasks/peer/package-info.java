/**
 * Queues of tasks: ours, and those that others use, each with a client that is as quick as its
 * protocol lets it be.
 *
 * <pre>
 *   TaskQueue <-- StargazerQueue                         through the SDK
 *       ^-------- SocketQueue -- Protocol: Beanstalkd, Redis, Gearmand
 *       '-------- DbSchedulerQueue                       a library over a database
 *   Broker    <-- StargazerBroker, ProgramBroker, PostgresBroker: what they talk to
 * </pre>
 */
@NullMarked
package io.stargazer.bench.tasks.peer;

import org.jspecify.annotations.NullMarked;
