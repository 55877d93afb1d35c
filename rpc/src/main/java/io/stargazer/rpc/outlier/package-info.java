/**
 * Leaves instances alone that fail more than others (RP-7).
 *
 * <pre>
 *            EjectionRules.consecutiveFailures, or a success rate far below that of the others
 *     IN  ------------------------------------------------------------------------->  OUT
 *      ^                                                                            |  ^
 *      |  one call succeeds                         the time is over, a call comes  |  | it fails: out
 *      '------------------------------  ON_TRIAL  <---------------------------------'  | for longer
 *                                           '------------------------------------------'
 *
 *   The list becomes shorter: those that are due first are IN again, so that never too many are out.
 *
 *   Ejections: the instances of one caller;  Health: one of them;  Verdict: what the end of a call says of it
 * </pre>
 */
@NullMarked
package io.stargazer.rpc.outlier;

import org.jspecify.annotations.NullMarked;
