/**
 * The parts that JMH measures, each in a JVM that it forks.
 *
 * <pre>
 *   Microbenchmarks -- EchoBenchmark:  bytes that a call leaves on the caller's heap
 *          '---------- CodecBenchmark: writing and reading one Order with a Candidate
 * </pre>
 */
@NullMarked
package io.stargazer.bench.rpc.jmh;

import org.jspecify.annotations.NullMarked;
