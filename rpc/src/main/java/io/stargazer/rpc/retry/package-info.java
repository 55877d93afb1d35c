/**
 * When to try again (RP-4).
 *
 * <pre>
 *   Backoff       how long to wait before the next attempt to connect
 *   RetryBudget   whether another attempt at a call may be made at all
 * </pre>
 */
@NullMarked
package io.stargazer.rpc.retry;

import org.jspecify.annotations.NullMarked;
