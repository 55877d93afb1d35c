package io.stargazer.app.torture.schedule;

import java.time.Duration;

/**
 * One thing that is done to the cluster.
 *
 * @param kind what
 * @param pick which of those that are possible, as a number to take the remainder of
 * @param length how long it lasts
 * @param pause how long the cluster is left alone afterwards
 * @param resets whether the connections between the servers break at its end
 */
public record Fault(FaultKind kind, int pick, Duration length, Duration pause, boolean resets) {}
