/**
 * The simulated world, in which the server floor runs unchanged: a seeded clock, log, disk and
 * network, real state, services, sessions and watches.
 *
 * <pre>
 *   Simulate --&gt; SimRun(seed) --&gt; Scenario: who does what, and what breaks
 *                    |                 |
 *               Invariant          SimWorld
 * </pre>
 *
 * First everything breaks, and safety is checked after each event; then the faults stop, and
 * liveness is. A failure names its seed, and the one command that plays it again.
 */
@NullMarked
package io.stargazer.sim;

import org.jspecify.annotations.NullMarked;
