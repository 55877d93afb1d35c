package io.stargazer.sim.log;

import io.stargazer.sim.net.SimNetwork;
import io.stargazer.sim.time.SimRandom;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the servers of a log have in common: who votes, who can be reached, who may lead. Entries go
 * from leader to follower as messages; an election is decided in one moment, by those whom the
 * candidate reaches then and who would vote for it, and only they hear of it.
 */
public final class SimCluster {

    /** Whose word counts. As it is here it is what Raft demands; planted bugs override it. */
    @FunctionalInterface
    public interface Ballot {

        /** Of so many voters how many must have an entry: more than half. */
        int commitQuorum(int voters);

        /** Whether who votes may change again, as the change before is committed or not. */
        default boolean mayChange(boolean isSettled) {
            return isSettled;
        }

        /** Whether this server can help somebody to the lead, where those vote. */
        default boolean countsVote(String server, List<String> voters) {
            return voters.contains(server);
        }
    }

    private final SimRandom random;
    private final SimNetwork network;
    private final List<String> founders;
    private final Ballot ballot;
    private final Map<String, SimLog> logs = new TreeMap<>();

    /**
     * A cluster of which nobody has started yet.
     *
     * @param founders who votes until the log says otherwise
     */
    public SimCluster(SimRandom random, SimNetwork network, List<String> founders, Ballot ballot) {
        this.random = random;
        this.network = network;
        this.founders = List.copyOf(founders);
        this.ballot = ballot;
        network.onChange(this::disturbed);
    }

    /** Who votes, as this disk of a server has it; nobody, as far as a newcomer knows. */
    Voters voters(String server, SimDisk disk) {
        List<String> known = disk.voters();
        List<String> begun = founders.contains(server) ? founders : List.of();
        return new Voters(known == null ? begun : known, ballot);
    }

    SimNetwork network() {
        return network;
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
        return leader.voters().areEnough(reachable(leader).stream().map(SimLog::name).toList());
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
     * quorum is asked. One that is to leave may stand, too, though it has no vote: it may be the
     * only one who knows (Raft thesis 4.2.2).
     *
     * @param isImpatient asks although there is a leader whom they hear
     */
    boolean elect(SimLog candidate, boolean isImpatient) {
        Voters voters = candidate.voters();
        List<SimLog> willing = new ArrayList<>();
        for (SimLog voter : reachable(candidate)) {
            if (voters.counts(voter)
                    && voter.wouldElect(candidate)
                    && (isImpatient || !hearsLeader(voter))) {
                willing.add(voter);
            }
        }
        int own = willing.remove(candidate) ? 1 : 0;
        if (!candidate.wouldElect(candidate) || willing.size() + own < voters.majority()) {
            return false;
        }
        while (willing.size() + own > voters.majority() && random.chance(0.3)) {
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
