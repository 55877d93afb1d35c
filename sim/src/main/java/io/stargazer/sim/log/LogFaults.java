package io.stargazer.sim.log;

import io.stargazer.sim.time.SimRandom;
import java.time.Duration;

/**
 * How nasty a log is to its users, each probability per entry.
 *
 * @param notLeader nothing is appended, and it is said
 * @param overloaded nothing is appended, and it is said
 * @param lost nothing is appended, and nobody knows
 * @param unknown applied, and nobody knows
 * @param slowest the longest time that an entry takes to the disk
 * @param lag the longest time that a committed entry waits for the machine
 */
public record LogFaults(
        double notLeader,
        double overloaded,
        double lost,
        double unknown,
        Duration slowest,
        Duration lag) {

    /** A log on a good day. */
    public static final LogFaults NONE =
            new LogFaults(0, 0, 0, 0, Duration.ofMillis(1), Duration.ofMillis(1));

    /** What becomes of one entry. */
    enum Fate {
        NOT_LEADER,
        OVERLOADED,
        LOST,
        UNKNOWN,
        UNKNOWN_AT_ONCE,
        DONE
    }

    Fate fate(SimRandom random) {
        double drawn = random.nextDouble();
        if ((drawn -= notLeader) < 0) {
            return Fate.NOT_LEADER;
        }
        if ((drawn -= overloaded) < 0) {
            return Fate.OVERLOADED;
        }
        if ((drawn -= lost) < 0) {
            return Fate.LOST;
        }
        if (drawn >= unknown) {
            return Fate.DONE;
        }
        return random.chance(0.5) ? Fate.UNKNOWN : Fate.UNKNOWN_AT_ONCE;
    }
}
