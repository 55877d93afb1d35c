/**
 * The consumer's side: one connection, and proxies over whatever can call.
 *
 * <pre>
 *   RpcProxy (sync | future | stream | upload | duplex) -> Caller -> RpcConnection.start -> ClientCall | ClientStream | BulkCall
 *                                                      |  Outbox, then on the event loop:
 *                                                      v
 *              ClientConnection: login, heartbeat, leaving; Requests: open calls by id, method numbers
 * </pre>
 */
@NullMarked
package io.stargazer.rpc.client;

import org.jspecify.annotations.NullMarked;
