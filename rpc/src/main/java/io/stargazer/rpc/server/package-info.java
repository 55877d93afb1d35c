/**
 * The provider's side of a connection.
 *
 * <pre>
 *   socket -> ServerUpgrade -> FrameReader -> ServerConnection: login, drain, heartbeat
 *                                                |  REQUEST, CANCEL, ITEM, END, CREDIT
 *                                                v
 *              Reception: refuses, or chooses -> InlineCalls | ServedBatch | ServerCall, in ServedCalls by id
 *                                                    |  event loop      |  virtual thread
 *                                                    v                  v
 *     Outbox <- RESPONSE | ERROR | ITEM ... END (ServedItems) <- BoundMethod of a ServiceTable
 * </pre>
 */
@NullMarked
package io.stargazer.rpc.server;

import org.jspecify.annotations.NullMarked;
