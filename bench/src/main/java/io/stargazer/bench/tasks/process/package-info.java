/**
 * The two processes of a subject, beside its broker.
 *
 * <pre>
 *   the benchmark -- Child == lines ==> Orders -- SubmitterProcess --> TaskQueue of the Subject
 *                      '----- lines ==> Orders -- ExecutorProcess  --> TaskQueue of the Subject
 *   SubmitterProcess -- StargazerOrders, Calibration               what only ours is asked for
 * </pre>
 */
@NullMarked
package io.stargazer.bench.tasks.process;

import org.jspecify.annotations.NullMarked;
