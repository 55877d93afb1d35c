/**
 * The consumer's side: one connection, and proxies over whatever can call.
 *
 * <pre>
 *   RpcProxy (sync | future | stream | upload | duplex) -> Caller -> RpcConnection.start -> ClientCall | ClientStream
 *                                                      |  Outbox, then on the event loop:
 *                                                      v
 *                            ClientConnection: OpenCalls by id, method numbers, login, heartbeat
 * </pre>
 */
@NullMarked
package io.stargazer.rpc.client;

import org.jspecify.annotations.NullMarked;
