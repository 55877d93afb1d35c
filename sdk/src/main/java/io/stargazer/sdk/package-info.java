/**
 * What an application embeds.
 *
 * <pre>
 *   Stargazer --- ServerLink: one connection to a server: session, tokens, keys, watches
 *      |             |
 *      |             +-- ServiceView: the instances of one service, kept up to date and on disk
 *      +-- provide: a ProviderPort, verified by TokenAuthenticator, registered through the link
 *      +-- tasks: done and submitted over the link's connection, see its package
 *      +-- consume: RpcProxy over a BalancedCaller over a ServiceView: calls go directly
 * </pre>
 */
@NullMarked
package io.stargazer.sdk;

import org.jspecify.annotations.NullMarked;
