/** What must be true of tasks (TK-1 to TK-5, TK-8). */
@NullMarked
package io.stargazer.sim.invariant.task;

import org.jspecify.annotations.NullMarked;
