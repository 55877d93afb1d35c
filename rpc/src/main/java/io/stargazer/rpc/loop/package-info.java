/**
 * What connections ask of their event loop and share with its other connections.
 *
 * <pre>
 *   socket -> SharedReads: one large buffer -> FrameReader
 *   Outbox -> WritePages: a few buffers, taken again once the socket has them -> socket
 *   LoopBuffers: those of both, of the loop that runs on this thread
 *   BurstClock: what time it is, without asking for every call
 *   PollingIoHandler: looks at what is Polled, at the sockets, for a while (AdaptiveSpin), then sleeps
 * </pre>
 */
@NullMarked
package io.stargazer.rpc.loop;

import org.jspecify.annotations.NullMarked;
