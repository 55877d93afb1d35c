/**
 * The provider's side of a connection.
 *
 * <pre>
 *   socket -> ServerUpgrade -> FrameReader -> ServerConnection --REQUEST--> ServerCall
 *                                              login, limits, table of calls   |  virtual thread, or inline
 *                                                                              v
 *                     Outbox <- RESPONSE | ERROR | ITEM ... END (ServedItems) <- BoundMethod of a ServiceTable
 * </pre>
 */
@NullMarked
package io.stargazer.rpc.server;

import org.jspecify.annotations.NullMarked;
