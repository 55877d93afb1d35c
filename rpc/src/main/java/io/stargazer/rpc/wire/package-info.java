/**
 * Frames, and how bytes move between a socket and a connection. Both sides of a connection are made
 * of these parts; {@code docs/rpc-protocol.md} is the law they follow.
 *
 * <pre>
 *   socket -> FrameReader -> FrameListener (ServerConnection | RpcConnection)     event loop
 *   any thread -> Outbox.submit -> Waiting -> one drain -> FrameWriter -> one flush -> socket
 * </pre>
 */
@NullMarked
package io.stargazer.rpc.wire;

import org.jspecify.annotations.NullMarked;
