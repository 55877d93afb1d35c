/**
 * The way from a command to a server: requests over HTTP, the stream of changes, and the tokens
 * that the user has.
 *
 * <pre>
 *   ApiClient --HTTP /api/v1--> server        failures become io.stargazer.api.Failure
 *   EventStream --server-sent events--> EventStream.Listener, resumed by revision
 *   CredentialStore: ~/.config/stargazer/credentials.json, server -> Credential
 * </pre>
 */
@NullMarked
package io.stargazer.app.client;

import org.jspecify.annotations.NullMarked;
