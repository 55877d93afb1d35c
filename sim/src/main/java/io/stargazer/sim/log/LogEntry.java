package io.stargazer.sim.log;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An entry as it lies on disks: the same object on all of them, never changed.
 *
 * <p>The first of every term is empty, and no machine is given it: it makes the leader sure of what
 * is committed (Raft thesis 6.4). Nor is it given one that says who votes.
 */
public final class LogEntry {

    private static final byte[] EMPTY = {};

    private final long term;
    private final byte[] bytes;
    private final @Nullable List<String> voters;

    private LogEntry(long term, byte[] bytes, @Nullable List<String> voters) {
        this.term = term;
        this.bytes = bytes;
        this.voters = voters;
    }

    static LogEntry of(long term, byte[] bytes) {
        return new LogEntry(term, bytes, null);
    }

    static LogEntry first(long term) {
        return of(term, EMPTY);
    }

    static LogEntry ofVoters(long term, List<String> voters) {
        return new LogEntry(term, EMPTY, List.copyOf(voters));
    }

    /** Who votes from this entry on, if it changes that. */
    @Nullable List<String> voters() {
        return voters;
    }

    long term() {
        return term;
    }

    byte[] bytes() {
        return bytes;
    }

    boolean isEmpty() {
        return bytes.length == 0;
    }
}
