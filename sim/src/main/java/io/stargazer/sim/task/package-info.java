/**
 * Who does tasks in the simulated world, and who wants them done, as the SDK makes them; and what
 * was seen of both.
 *
 * <pre>
 *   SimSubmitter --submit--> TaskService --- log     SimExecutor &lt;--work-- TaskService
 *        |                                               |
 *        '------------------- Workforce -----------------'    what is measured by invariants
 * </pre>
 */
@NullMarked
package io.stargazer.sim.task;

import org.jspecify.annotations.NullMarked;
