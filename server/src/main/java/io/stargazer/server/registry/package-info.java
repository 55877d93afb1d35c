/**
 * The registry at work.
 *
 * <pre>
 *   RegistryHttpApi, RegistryRpcApi --> RegistryService --> ControlPlane --> RegistryState
 *                                             ^                                  |
 *                                          WatchHub  <------ changes ------------+
 *                                   RegistryReconciler: forgets what was lost long ago
 *                                   CallGraph: who calls whom, how often
 * </pre>
 */
@NullMarked
package io.stargazer.server.registry;

import org.jspecify.annotations.NullMarked;
