/**
 * {@code stargazer bench rpc}: calls beside those of the peers (RP-3). Every subject of a case is
 * started and warmed up, then they are measured in turns, round after round, so that whatever
 * happens to the machine happens to all.
 *
 * <pre>
 *   RpcBench -- RpcCase: LoadCase, SteadyCase, StalledProviderCase, RollingRestartCase,
 *      |                 CostCase, CodecCase
 *      |           '-- Pair (process), Microbenchmarks (jmh) --> Report
 *      '----- Goals, Ratios: beside what was asked for
 * </pre>
 */
@NullMarked
package io.stargazer.bench.rpc;

import org.jspecify.annotations.NullMarked;
