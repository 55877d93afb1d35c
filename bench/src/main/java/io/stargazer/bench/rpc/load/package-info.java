/**
 * Load on a peer, in the process of the caller. The peers implement the echoes, the loads drive
 * them; neither knows the other.
 *
 * <pre>
 *   AsyncEcho    <-- AsyncWindow (closed: an answer makes the next call)   --> Measurement
 *       ^----------- OpenLoop    (a fixed schedule, whatever comes back)          ^
 *   BlockingEcho <-- PingPong, ManyThreads -----------------------------------+
 *   BatchedEcho  <-- BatchWindow ---------------------------------------------+
 * </pre>
 */
@NullMarked
package io.stargazer.bench.rpc.load;

import org.jspecify.annotations.NullMarked;
