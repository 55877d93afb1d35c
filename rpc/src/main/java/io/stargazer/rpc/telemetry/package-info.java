/**
 * What is measured of every call without user code (RP-8).
 *
 * <pre>
 *   ClientCall, ServerCall, ... --CallObserver--> CallMetrics -> MethodCounters by service, method
 *                                                     |
 *                       total(), interval() ----------+-------> MethodFigures: counts, quantiles
 * </pre>
 */
@NullMarked
package io.stargazer.rpc.telemetry;

import org.jspecify.annotations.NullMarked;
