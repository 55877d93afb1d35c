/**
 * When to try again (RP-4).
 *
 * <pre>
 *   Backoff       how long to wait before the next attempt to connect
 *   RetryRules    whether another attempt at a call makes sense
 *   RetryBudget   whether it may be made at all
 *   WaitingCalls  who waits for an instance to come back
 * </pre>
 */
@NullMarked
package io.stargazer.rpc.retry;

import org.jspecify.annotations.NullMarked;
