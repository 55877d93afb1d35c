/**
 * The physics of the simulated world: one clock, one queue of events, seeded chance.
 *
 * <pre>
 *   SimClock (virtual time, events by time then sequence)
 *      ^
 *   SimProcess (its events die with it, wait while it is frozen)
 *      ^
 *   SimTimers (the server's port: its own drifting, jumping wall clock)
 * </pre>
 */
@NullMarked
package io.stargazer.sim.time;

import org.jspecify.annotations.NullMarked;
