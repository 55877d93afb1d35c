/**
 * The log port on a simulated disk: {@link io.stargazer.sim.log.SimLog} does everything to its
 * users that a correct consensus may do, and nothing else.
 *
 * <pre>
 *   propose --> fate? --> written (SimDisk) --> applied (LogMachine) --> acknowledged
 *                 |            |                    |
 *            NotLeader      fails: machine.failed   Indeterminate, although applied
 *            Overloaded     crash: what was not written may be there or not
 *            lost: Indeterminate
 * </pre>
 */
@NullMarked
package io.stargazer.sim.log;

import org.jspecify.annotations.NullMarked;
