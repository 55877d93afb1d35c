/**
 * Calls that carry items, one way or both (RP-1). Both directions and both sides are made of the
 * same two parts; credit runs against the items.
 *
 * <pre>
 *   Publisher --items--> ItemSender --ITEM, END--> ItemReceiver --items--> Subscriber
 *       ^                 |      ^                  |        ^                |
 *       '---- request ----'      '----- CREDIT -----'        '--- request ----'
 *
 *   caller's items:    ClientStream  (Outlet)  --->  ServedItems   (Inlet)
 *   provider's items:  ServedItems   (Outlet)  --->  ClientStream  (Inlet)
 * </pre>
 */
@NullMarked
package io.stargazer.rpc.stream;

import org.jspecify.annotations.NullMarked;
