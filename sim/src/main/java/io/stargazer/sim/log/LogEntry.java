package io.stargazer.sim.log;

/**
 * An entry as it lies on disks: the same object on all of them, never changed.
 *
 * <p>The first of every term is empty, and no machine is given it: it makes the leader sure of what
 * is committed (Raft thesis 6.4).
 */
public final class LogEntry {

    private final long term;
    private final byte[] bytes;

    LogEntry(long term, byte[] bytes) {
        this.term = term;
        this.bytes = bytes;
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
