/**
 * What a peer is: something that serves an echo in one process and calls it from another. Each peer
 * is a package of its own below this one. What a peer cannot do naturally it does not do: it is
 * then absent from that case.
 *
 * <pre>
 *   Peer <-- StargazerPeer, NettyPeer, GrpcPeer, DubboPeer, FloorPeer
 *    '-- AsyncEcho, BlockingEcho, BatchedEcho (io.stargazer.bench.rpc.load)
 * </pre>
 */
@NullMarked
package io.stargazer.bench.rpc.peer;

import org.jspecify.annotations.NullMarked;
