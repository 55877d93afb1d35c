/**
 * What must be true of every world, each in a class that bears its name.
 *
 * <pre>
 *   safety     after every event, whatever breaks
 *   liveness   once the faults have stopped
 * </pre>
 */
@NullMarked
package io.stargazer.sim.invariant;

import org.jspecify.annotations.NullMarked;
