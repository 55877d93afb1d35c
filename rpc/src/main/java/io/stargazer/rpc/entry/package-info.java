/**
 * How a consumer comes in: the HTTP upgrade, then the login, and again a login before it expires.
 *
 * <pre>
 *   RpcClient -> ClientHandshake: GET /rpc ... 101 -> ClientConnection -> ClientLogin: LOGIN ... LOGGED_IN
 * </pre>
 */
@NullMarked
package io.stargazer.rpc.entry;

import org.jspecify.annotations.NullMarked;
