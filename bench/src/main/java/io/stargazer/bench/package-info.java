/**
 * Measures the house beside its peers. Stands beside it: nothing depends on this module, and it
 * alone knows the peers.
 *
 * <pre>
 *   Main -- Bench (registry, start, ...) -- Report: JSON lines on stdout, a table on stderr
 *              +-- MeasuredServer, WatcherProcess: real processes
 * </pre>
 */
@NullMarked
package io.stargazer.bench;

import org.jspecify.annotations.NullMarked;
