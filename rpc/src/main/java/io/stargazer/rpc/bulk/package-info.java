/**
 * Many small calls of one method as one thing (RP-3). On the wire they are calls like any other, so
 * either side may be a program that knows nothing of this.
 *
 * <pre>
 *   RpcConnection.callAll(method, BulkRequests) -> REQUEST REQUEST REQUEST ...
 *                                                     |  all that one read brought
 *                                                     v
 *                            ServiceTable.bindBulk -> BulkHandler.handle(call, BulkBatch)
 *                                                     |
 *   CompletableFuture&lt;BulkReplies> &lt;-  Gathering  &lt;- RESPONSE RESPONSE ERROR ...
 * </pre>
 */
@NullMarked
package io.stargazer.rpc.bulk;

import org.jspecify.annotations.NullMarked;
