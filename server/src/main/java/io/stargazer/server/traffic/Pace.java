package io.stargazer.server.traffic;

import java.util.SortedMap;

/**
 * How the calls of a method go at the moment, over the last whole seconds (RP-8). A call that its
 * caller gave up is among the failures, but nobody's error.
 *
 * @param callsPerSecond calls that ended
 * @param errorsPerSecond failed ones among them
 * @param failuresPerSecond all that did not end well, by status
 * @param meanMicros mean duration, 0 without calls; so are the others
 * @param p50Micros half of the calls took at most so long
 * @param maxMicros the longest
 * @param inFlight how many calls were under way at a time, on average
 */
public record Pace(
        double callsPerSecond,
        double errorsPerSecond,
        SortedMap<String, Double> failuresPerSecond,
        double meanMicros,
        double p50Micros,
        double p90Micros,
        double p99Micros,
        double p999Micros,
        double maxMicros,
        double inFlight) {}
