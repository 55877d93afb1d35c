/**
 * The shared language of the house. Every floor above speaks in these words and imports nothing
 * else to do so.
 *
 * <pre>
 *   Command  --apply-->  Outcome = Applied(events) | Refused(rejection)
 *   Failure  =  Rejected  (deterministic, your request was wrong)
 *            |  Unavailable  (NotLeader, Overloaded, Indeterminate, DeadlineExceeded, Unreachable)
 *            |  Faulted  (the far side has a bug)
 * </pre>
 */
@NullMarked
package io.stargazer.api;

import org.jspecify.annotations.NullMarked;
