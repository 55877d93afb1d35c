/**
 * What the servers of a cluster say to each other, through the one port that everybody uses.
 *
 * <pre>
 *   RatisLog -> PeerLinks (a connection to each) ---- port 6600 ----> PeerRpcApi -> RatisLog of the other
 *                   '- PeerCredential, proved by ClusterKey -> PeerLogin
 *   Farewell: one that stops in order tells the leader
 *   newcomer: Admission asks with a token that `cluster add` gave, and gets the ClusterKey
 * </pre>
 */
@NullMarked
package io.stargazer.server.peer;

import org.jspecify.annotations.NullMarked;
