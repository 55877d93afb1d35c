/**
 * Who lives in the simulated world: one server with the real state, services and sessions over a
 * {@link io.stargazer.sim.log.SimLog}, its clients and watchers, and the history that nobody can
 * forge.
 *
 * <pre>
 *   SimClient, SimWatcher --- SimConnection --- SimServer (SessionService, RegistryService, ...)
 *                                                   |
 *                               History &lt;--- every entry applied --- SimLog --- SimDisk
 * </pre>
 */
@NullMarked
package io.stargazer.sim.world;

import org.jspecify.annotations.NullMarked;
