/**
 * What is written to, as its clients see it, and the process of the clients.
 *
 * <pre>
 *   the benchmark -- Child == lines ==> Orders -- StoreClient --> Store: StargazerStore, EtcdStore
 *                                                    '-- AsyncWindow, PingPong, WatchLatency, FirstWrite
 * </pre>
 */
@NullMarked
package io.stargazer.bench.log.store;

import org.jspecify.annotations.NullMarked;
