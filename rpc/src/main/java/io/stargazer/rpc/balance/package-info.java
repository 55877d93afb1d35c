/**
 * One caller over many instances (RP-4).
 *
 * <pre>
 *   BalancedCaller --Balancer.Picker--> Target (one long connection, reconnects) --> RpcConnection
 *        |  BalancedCall: failover while nothing was begun, retry of idempotent methods within RetryBudget
 * </pre>
 */
@NullMarked
package io.stargazer.rpc.balance;

import org.jspecify.annotations.NullMarked;
