package io.stargazer.sim.log;

import io.stargazer.api.codec.Bytes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What survives the process: the entries after the newest snapshot, and that snapshot. Honest: what
 * was written is there for ever. Tests plant liars by overriding.
 */
public class SimDisk {

    /** A snapshot that holds everything up to this index. */
    public record Snapshot(long index, Bytes bytes) {}

    private final List<byte[]> entries = new ArrayList<>();
    private @Nullable Snapshot snapshot;
    private long base;
    private boolean full;

    public SimDisk() {}

    /** A full or broken disk accepts nothing. */
    public void full(boolean isFull) {
        full = isFull;
    }

    public boolean isFull() {
        return full;
    }

    /** Index of the last entry, 0 for none. */
    public long lastIndex() {
        return base + entries.size();
    }

    /** Writes an entry; it is safe once this returns. */
    public long append(byte[] entry) {
        entries.add(entry);
        return lastIndex();
    }

    /** The entry of an index after the snapshot's. */
    public byte[] entry(long index) {
        return entries.get(Math.toIntExact(index - base - 1));
    }

    public @Nullable Snapshot snapshot() {
        return snapshot;
    }

    /** Replaces the snapshot and lets go of the entries that it holds. */
    public void keep(Snapshot newer) {
        entries.subList(0, Math.toIntExact(newer.index() - base)).clear();
        base = newer.index();
        snapshot = newer;
    }

    /** The power fails. */
    public void crashed() {}

    /** Takes away the last entry: for those who lie. */
    protected final void forgetLast() {
        if (!entries.isEmpty()) {
            entries.removeLast();
        }
    }
}
