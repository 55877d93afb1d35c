package io.stargazer.sim.log;

import io.stargazer.sim.net.SimNetwork;
import io.stargazer.sim.time.SimRandom;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What the servers of a log have in common: who votes, who can be reached, who may lead. Entries go
 * from leader to follower as messages; an election is decided in one moment, by those whom the
 * candidate reaches then and who would vote for it, and only they hear of it.
 */
public final class SimCluster {

    private final SimRandom random;
    private final SimNetwork network;
    private final List<String> voters;
    private final IntUnaryOperator commitQuorum;
    private final Map<String, SimLog> logs = new TreeMap<>();

    /**
     * A cluster of which nobody has started yet.
     *
     * @param commitQuorum of how many voters how many must have an entry: more than half, unless it
     *     is a planted bug
     */
    public SimCluster(
            SimRandom random,
            SimNetwork network,
            List<String> voters,
            IntUnaryOperator commitQuorum) {
        this.random = random;
        this.network = network;
        this.voters = List.copyOf(voters);
        this.commitQuorum = commitQuorum;
        network.onChange(this::disturbed);
    }

    public List<String> voters() {
        return voters;
    }

    SimNetwork network() {
        return network;
    }

    int majority() {
        return voters.size() / 2 + 1;
    }

    int commitQuorum() {
        return commitQuorum.applyAsInt(voters.size());
    }

    void join(SimLog log) {
        logs.put(log.name(), log);
        disturbed();
    }

    Collection<SimLog> logs() {
        return logs.values();
    }

    /** Something has happened that servers notice: each looks after a while who is still there. */
    public void disturbed() {
        logs.values().forEach(SimLog::lookAround);
    }

    /** Who leads the newest term and serves; others may lead older ones and not know of it. */
    public @Nullable SimLog leader() {
        long newest = 0;
        for (SimLog log : logs.values()) {
            newest = Math.max(newest, log.term());
        }
        for (SimLog log : logs.values()) {
            if (log.isUp() && log.leading() && log.term() == newest) {
                return log;
            }
        }
        return null;
    }

    void send(String from, String to, Consumer<SimLog> message) {
        SimLog receiver = logs.get(to);
        if (receiver != null && receiver.isUp()) {
            network.send(from, to, receiver.process(), () -> message.accept(receiver));
        }
    }

    /** Whether it hears of a leader that is not behind the times. */
    boolean hearsLeader(SimLog follower) {
        for (SimLog log : logs.values()) {
            if (log.claimsToLead()
                    && log.term() >= follower.term()
                    && log.isAwake()
                    && network.isOpen(log.name(), follower.name())) {
                return true;
            }
        }
        return false;
    }

    /** Whether a leader still reaches a quorum. */
    boolean reachesQuorum(SimLog leader) {
        return reachable(leader).size() >= majority();
    }

    private List<SimLog> reachable(SimLog one) {
        List<SimLog> found = new ArrayList<>();
        for (SimLog log : logs.values()) {
            if (log == one || (log.isAwake() && network.isOpenBothWays(one.name(), log.name()))) {
                found.add(log);
            }
        }
        return found;
    }

    /**
     * Stands for election; true when it was elected. Of those who would vote for it, at least a
     * quorum is asked.
     *
     * @param isImpatient asks although there is a leader whom they hear
     */
    boolean elect(SimLog candidate, boolean isImpatient) {
        List<SimLog> willing = new ArrayList<>();
        for (SimLog voter : reachable(candidate)) {
            if (voter.wouldElect(candidate) && (isImpatient || !hearsLeader(voter))) {
                willing.add(voter);
            }
        }
        if (!willing.remove(candidate) || willing.size() + 1 < majority()) {
            return false;
        }
        while (willing.size() + 1 > majority() && random.chance(0.3)) {
            willing.remove(random.nextInt(willing.size()));
        }
        willing.add(candidate);
        long term = 0;
        for (SimLog voter : willing) {
            term = Math.max(term, voter.term());
        }
        for (SimLog voter : willing) {
            voter.heard(term + 1);
        }
        candidate.lead(term + 1);
        return true;
    }
}
