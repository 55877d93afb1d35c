/**
 * The processes of a measurement, seen from both sides. Who starts them talks to them by lines.
 *
 * <pre>
 *   the benchmark                                  a process of its own
 *   Pair -- Child  == stdin, stdout: lines ==>  Orders -- ServerProcess -- Subject -- Peer
 *     '---- Child  ==========================>  Orders -- ClientProcess -- Workload -- Load
 * </pre>
 */
@NullMarked
package io.stargazer.bench.rpc.process;

import org.jspecify.annotations.NullMarked;
