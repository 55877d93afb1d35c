package io.stargazer.sim.log;

import java.time.Duration;

/**
 * How nasty a log is to its users, each probability per entry.
 *
 * @param notLeader nothing is appended, and it is said
 * @param overloaded nothing is appended, and it is said
 * @param lost nothing is appended, and nobody knows
 * @param unknown applied, and nobody knows
 * @param slowest the longest time that an entry takes to the disk
 */
public record LogFaults(
        double notLeader, double overloaded, double lost, double unknown, Duration slowest) {

    /** A log on a good day. */
    public static final LogFaults NONE = new LogFaults(0, 0, 0, 0, Duration.ofMillis(1));
}
