/**
 * The trace that a call belongs to (RP-8), as W3C trace context has it. Values only: the strings
 * travel as metadata, {@link io.stargazer.rpc.CallContext} hands them to the calls that a handler
 * makes.
 *
 * <pre>
 *   TraceShare.start() ---> TraceContext ---traceparent, tracestate---> provider
 *   a share of the calls        |                                         | parse
 *   that are in no trace        +--- child(): same trace, own parent id <-+
 * </pre>
 */
@NullMarked
package io.stargazer.rpc.trace;

import org.jspecify.annotations.NullMarked;
