/**
 * The log port over simulated disks and a simulated network: {@link io.stargazer.sim.log.SimLog}
 * does everything to its users that a correct consensus may do, and nothing else.
 *
 * <pre>
 *   SimLog.propose --&gt; fate? --&gt; Leadership --- Append ---&gt; Follower      NotLeader, Overloaded,
 *                                  |       &lt;-- Answer ---     |           lost: Indeterminate
 *                               Replica                    Replica
 *                            (SimDisk, LogMachine)      (SimDisk, LogMachine)
 *
 *   Voters: by the newest change in a server's own log; MemberChanges: one at a time, at the leader
 *   SimCluster: who can be reached, who is elected. A deposed leader need not know it: what it
 *   has written is cut off, or committed later by another; its reads are never answered.
 * </pre>
 */
@NullMarked
package io.stargazer.sim.log;

import org.jspecify.annotations.NullMarked;
