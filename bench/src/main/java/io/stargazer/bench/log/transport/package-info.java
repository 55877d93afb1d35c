/**
 * What carries entries from the leader's log to the others': our RPC beside the library's own
 * transports. In all of them the same pipeline feeds the same library on the same settings, from
 * the leader's own process; only what lies between the processes differs.
 *
 * <pre>
 *   TransportNode -- CommandPipeline -- Node <-- OurNode      RatisLog, PeerLinks
 *                                         ^----- LibraryNode  Ratis on its Netty or gRPC
 * </pre>
 */
@NullMarked
package io.stargazer.bench.log.transport;

import org.jspecify.annotations.NullMarked;
