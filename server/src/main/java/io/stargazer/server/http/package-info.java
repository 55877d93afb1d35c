/**
 * The front door: one port for everybody.
 *
 * <pre>
 *   FrontDoor --- /rpc ----------> RpcUpgrade: hands the connection to the RPC
 *      |--------- /api/v1, ... --> Routes: authenticate, read, answer on a virtual thread
 *      |                             RegistryHttpApi, IdentityHttpApi, ... add their routes
 *      +--------- anything else -> the console
 * </pre>
 */
@NullMarked
package io.stargazer.server.http;

import org.jspecify.annotations.NullMarked;
