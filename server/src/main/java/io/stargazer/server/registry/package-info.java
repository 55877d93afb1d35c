/**
 * The registry at work.
 *
 * <pre>
 *   RegistryHttpApi, RegistryRpcApi --> RegistryService --> ControlPlane --> RegistryState
 *                                             ^                                  |
 *                                          WatchHub  <------ changes ------------+
 *                                   RegistryReconciler: forgets what was lost long ago
 * </pre>
 */
@NullMarked
package io.stargazer.server.registry;

import org.jspecify.annotations.NullMarked;
