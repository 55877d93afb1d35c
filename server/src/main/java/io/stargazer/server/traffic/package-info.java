/**
 * What the applications report of their calls, kept for the last seconds in the memory of this
 * server.
 *
 * <pre>
 *   RegistryRpcApi --> CallGraph       who calls whom (RG-8)       SlidingRate by the second
 *                  --> MethodTraffic   how each method goes (RP-8) MethodWindow, Tally
 *                                         |
 *                                         '--> MethodPace: HTTP API, console
 * </pre>
 */
@NullMarked
package io.stargazer.server.traffic;

import org.jspecify.annotations.NullMarked;
