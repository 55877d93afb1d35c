/** What is always true, whatever breaks: checked after every event. */
@NullMarked
package io.stargazer.sim.invariant.safety;

import org.jspecify.annotations.NullMarked;
