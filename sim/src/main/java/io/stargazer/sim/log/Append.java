package io.stargazer.sim.log;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a leader sends to a follower: entries that follow one on which both must agree, or a
 * snapshot for one who is too far behind (Raft thesis 3.5, 5.1).
 *
 * @param previous index of the entry before the first
 * @param previousTerm its term
 * @param committed what the leader knows to be committed
 */
record Append(
        String leader,
        long term,
        long previous,
        long previousTerm,
        List<LogEntry> entries,
        SimDisk.@Nullable Snapshot snapshot,
        long committed) {

    /**
     * The follower's answer.
     *
     * @param term the newest that it knows; newer than the leader's, and that leader is deposed
     * @param matched up to here both have the same, on disk; -1 when they disagree
     * @param last index of the follower's last entry
     */
    record Answer(long term, long matched, long last) {}
}
