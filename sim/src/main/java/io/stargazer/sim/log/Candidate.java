package io.stargazer.sim.log;

import io.stargazer.sim.time.SimProcess;
import io.stargazer.sim.time.SimRandom;
import java.time.Duration;

/**
 * How a server finds out that nobody leads, or that it leads nobody any more. It looks only after
 * something has happened, each server after a patience of its own.
 */
final class Candidate {

    private static final Duration SHORTEST_PATIENCE = Duration.ofMillis(150);
    private static final Duration LONGEST_PATIENCE = Duration.ofMillis(450);

    /** How often a leader that reaches no quorum does not believe it yet. */
    private static final double OBSTINACY = 0.7;

    private final SimLog log;
    private final SimCluster cluster;
    private final SimProcess process;
    private final SimRandom random;
    private boolean looking;
    private long restsUntilNs;

    Candidate(SimLog log, SimCluster cluster, SimProcess process, SimRandom random) {
        this.log = log;
        this.cluster = cluster;
        this.process = process;
        this.random = random;
    }

    void lookAround() {
        if (!looking && log.isUp()) {
            looking = true;
            process.after(random.between(SHORTEST_PATIENCE, LONGEST_PATIENCE), this::look);
        }
    }

    private void look() {
        looking = false;
        if (!log.isUp() || log.voters().names().isEmpty()) {
            return; // a newcomer waits to be told of something
        }
        if (log.claimsToLead() && cluster.reachesQuorum(log)) {
            log.remind();
        } else if (log.claimsToLead() && random.chance(OBSTINACY)) {
            lookAround();
        } else if (log.claimsToLead()) {
            log.stepDown();
        } else if (!cluster.hearsLeader(log) && !stand()) {
            lookAround();
        }
    }

    private boolean stand() {
        return process.clock().nowNs() >= restsUntilNs && cluster.elect(log, false);
    }

    /** Stands although there may be a leader. */
    void campaign() {
        if (log.isAwake() && !log.claimsToLead()) {
            cluster.elect(log, true);
        }
    }

    /** Does not stand for a while. */
    void rest(Duration away) {
        restsUntilNs = process.clock().nowNs() + away.toNanos();
        process.after(away, this::lookAround);
    }
}
