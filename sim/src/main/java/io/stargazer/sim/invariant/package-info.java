/**
 * What must be true of every world, each in a class that bears its name. Safety is checked after
 * every event, liveness once the faults have stopped.
 */
@NullMarked
package io.stargazer.sim.invariant;

import org.jspecify.annotations.NullMarked;
