package io.stargazer.sim.log;

import io.stargazer.api.codec.Bytes;
import io.stargazer.sim.time.SimRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What survives the process: the newest snapshot, the entries after it, and the newest term. What
 * was forced is there for ever; of what was written behind it, a power failure leaves a beginning.
 * Honest: tests plant liars by overriding.
 */
public class SimDisk {

    /**
     * A snapshot that holds everything up to this index.
     *
     * @param voters who votes at that index; null as long as it is those who began
     */
    public record Snapshot(long index, long term, @Nullable List<String> voters, Bytes bytes) {}

    private final List<LogEntry> entries = new ArrayList<>();

    /** The entries that say who votes. */
    private final TreeMap<Long, List<String>> changes = new TreeMap<>();

    private @Nullable List<String> votersAtBase;
    private @Nullable Snapshot snapshot;
    private long base;
    private long baseTerm;
    private long forced;
    private long term;
    private boolean full;

    public SimDisk() {}

    /** A full or broken disk accepts nothing. */
    public void full(boolean isFull) {
        full = isFull;
    }

    public boolean isFull() {
        return full;
    }

    /** The newest term that this server has heard of, and voted in. */
    long term() {
        return term;
    }

    void term(long newer) {
        term = Math.max(term, newer);
    }

    /** Index of the last entry that was let go of, 0 for none. */
    long base() {
        return base;
    }

    /** Index of the last entry, 0 for none. */
    public long lastIndex() {
        return base + entries.size();
    }

    /** The term of an entry; -1 if it is not here, or not any more. */
    long termAt(long index) {
        if (index == base) {
            return baseTerm;
        }
        return index < base || index > lastIndex() ? -1 : entry(index).term();
    }

    /** Whether it has entries that the other must not lead without (Raft thesis 3.6.1). */
    boolean isAheadOf(SimDisk other) {
        long mine = termAt(lastIndex());
        long its = other.termAt(other.lastIndex());
        return mine > its || (mine == its && lastIndex() > other.lastIndex());
    }

    /** Writes an entry; it is safe once it is forced. */
    long append(LogEntry entry) {
        entries.add(entry);
        List<String> voters = entry.voters();
        if (voters != null) {
            changes.put(lastIndex(), voters);
        }
        return lastIndex();
    }

    /** Who votes, by the newest change; null as long as it is those who began. */
    @Nullable List<String> voters() {
        return changes.isEmpty() ? votersAtBase : changes.lastEntry().getValue();
    }

    /** Who voted at an index after the snapshot's. */
    @Nullable List<String> votersAt(long index) {
        var change = changes.floorEntry(index);
        return change == null ? votersAtBase : change.getValue();
    }

    /** Index of the newest change of voters, 0 for none after the snapshot. */
    long lastChange() {
        return changes.isEmpty() ? 0 : changes.lastKey();
    }

    /** Makes everything up to this index safe. */
    public void force(long upTo) {
        forced = Math.max(forced, Math.min(upTo, lastIndex()));
    }

    /** Removes all entries from this index on: another leader has others. */
    void cutFrom(long index) {
        entries.subList(Math.toIntExact(index - base - 1), entries.size()).clear();
        changes.tailMap(index, true).clear();
        forced = Math.min(forced, index - 1);
    }

    /** The entry of an index after the snapshot's. */
    LogEntry entry(long index) {
        return entries.get(Math.toIntExact(index - base - 1));
    }

    /** The entries after this index, so many at most. */
    List<LogEntry> after(long index, int most) {
        int first = Math.toIntExact(index - base);
        return List.copyOf(entries.subList(first, Math.min(first + most, entries.size())));
    }

    public @Nullable Snapshot snapshot() {
        return snapshot;
    }

    /**
     * Replaces the snapshot and lets go of the entries that it holds, and of all if they differ.
     */
    void keep(Snapshot newer) {
        if (termAt(newer.index()) == newer.term()) {
            entries.subList(0, Math.toIntExact(newer.index() - base)).clear();
        } else {
            entries.clear();
            changes.clear();
        }
        changes.headMap(newer.index(), true).clear();
        votersAtBase = newer.voters();
        base = newer.index();
        baseTerm = newer.term();
        forced = Math.max(base, Math.min(forced, lastIndex()));
        snapshot = newer;
    }

    /** The power fails. */
    void crashed(SimRandom random) {
        int written = Math.toIntExact(lastIndex() - forced);
        int arrived = written == 0 || full ? 0 : random.nextInt(written + 1);
        cutFrom(forced + arrived + 1);
        forced = lastIndex();
    }
}
