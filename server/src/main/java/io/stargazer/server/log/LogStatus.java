package io.stargazer.server.log;

import java.util.List;

/**
 * Where the log stands, for people and metrics. Soft: a moment old.
 *
 * @param self this server's id
 * @param leader the leader's id, or empty while there is none
 * @param voters all voting servers, by id
 * @param term the current term
 * @param committed index of the last entry known to be durable on a quorum
 * @param applied index of the last entry applied here
 * @param snapshot index of the newest snapshot, -1 for none
 * @param bytes size of the log and its snapshots on disk
 */
public record LogStatus(
        String self,
        String leader,
        List<Member> voters,
        long term,
        long committed,
        long applied,
        long snapshot,
        long bytes) {

    public LogStatus {
        voters = List.copyOf(voters);
    }

    public boolean leading() {
        return self.equals(leader);
    }

    /** Where the leader is, empty while nobody knows. */
    public String leaderAddress() {
        return voters.stream()
                .filter(voter -> voter.id().equals(leader))
                .map(Member::address)
                .findFirst()
                .orElse("");
    }
}
