/**
 * The data plane (RP-1 ... RP-9): services call each other directly over long, multiplexed
 * connections. It knows addresses, not services: whoever finds instances hands them in.
 *
 * <pre>
 *   proxy -> Caller: one RpcConnection, or a BalancedCaller over many       (client, balance)
 *              |  ItemSender, ItemReceiver: what streams, either way        (stream)
 *              |  Outbox: MPSC queue, one drain, one flush                  (wire)
 *              v
 *   ====== GET /rpc, Upgrade: stargazer-rpc, then frames (docs/rpc-protocol.md) ======
 *              |  FrameReader
 *              v
 *   ServerConnection -> a virtual thread, or here -> ServiceTable, handlers (server, service, bulk)
 *                                                          PayloadCodec    (codec)
 * </pre>
 *
 * This package holds the words that both sides share.
 */
@NullMarked
package io.stargazer.rpc;

import org.jspecify.annotations.NullMarked;
