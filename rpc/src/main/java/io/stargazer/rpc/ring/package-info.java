/**
 * The fast path between processes of one host, for those who ask for it (RP-3): shared memory
 * instead of the socket.
 *
 * <pre>
 *   Outbox -> RingPipe -> RingWriter ==[ RingMemory: a ring each way ]==> RingReader -> RingPipe -> FrameReader
 *                |                                                                        ^
 *                '-- one byte on the socket, if the other side sleeps -------> PollingIoHandler: rings, sockets, spin
 *
 *   RingOffers: 101 with a RingOffer's path -> RingRequest opens it, shows the nonce -> RingDoor: yes
 *                                               then both have a RingPipe before their FrameReader
 * </pre>
 */
@NullMarked
package io.stargazer.rpc.ring;

import org.jspecify.annotations.NullMarked;
