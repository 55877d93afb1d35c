/**
 * {@code stargazer bench log}: what is written to several servers, beside etcd (CL-1, CL-2). Every
 * subject of a case is started and warmed up, then they are measured in turns, round after round.
 *
 * <pre>
 *   LogBench -- LogCase: WriteCase, WatchCase, FailoverCase     '-- Deployment: Servers + StoreClient
 *      |                 RestartCase, SizeCase                  '-- ours alone
 *      |                 TransportCase                          '-- TransportNode, three of them
 *      '----- LogGoals, Ratios: beside what was asked for
 * </pre>
 */
@NullMarked
package io.stargazer.bench.log;

import org.jspecify.annotations.NullMarked;
