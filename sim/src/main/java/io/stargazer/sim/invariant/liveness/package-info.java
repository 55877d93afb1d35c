/** What becomes true within a bound once the faults have stopped. */
@NullMarked
package io.stargazer.sim.invariant.liveness;

import org.jspecify.annotations.NullMarked;
