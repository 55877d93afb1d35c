package io.stargazer.sim.log;

import io.stargazer.api.codec.Bytes;
import io.stargazer.server.log.LogMachine;
import io.stargazer.sim.time.SimProcess;
import io.stargazer.sim.time.SimRandom;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One server's copy of the log: what is on its disk, what of that it knows to be committed, and
 * what its machine has applied, each as far behind the other as chance will have it.
 */
final class Replica {

    static final Duration QUICKEST = Duration.ofNanos(50_000);

    private final SimProcess process;
    private final SimRandom random;
    private final SimDisk disk;
    private final LogMachine machine;
    private final LongConsumer onApplied;
    private Duration slowestDisk = Duration.ofMillis(1);
    private Duration slowestMachine = Duration.ofMillis(1);
    private long known;
    private long applied;
    private long diskBusyUntilNs;
    private boolean applying;

    /**
     * A copy whose machine knows nothing yet.
     *
     * @param onApplied told of every index up to which the machine is by now
     */
    Replica(
            SimProcess process,
            SimRandom random,
            SimDisk disk,
            LogMachine machine,
            LongConsumer onApplied) {
        this.process = process;
        this.random = random;
        this.disk = disk;
        this.machine = machine;
        this.onApplied = onApplied;
    }

    /** As the disk has it; what is committed behind the snapshot, a leader must say. */
    void recover() {
        SimDisk.@Nullable Snapshot snapshot = disk.snapshot();
        if (snapshot != null) {
            restore(snapshot);
        }
    }

    void slowest(Duration ofDisk, Duration ofMachine) {
        slowestDisk = ofDisk;
        slowestMachine = ofMachine;
    }

    SimDisk disk() {
        return disk;
    }

    /** Index of the last entry known here to be committed. */
    long known() {
        return known;
    }

    long applied() {
        return applied;
    }

    /** The disk's one thread: nothing overtakes. */
    void onDisk(Runnable action) {
        long nowNs = process.clock().nowNs();
        long doneNs = nowNs + random.between(QUICKEST, slowestDisk).toNanos();
        diskBusyUntilNs = Math.max(diskBusyUntilNs, doneNs);
        process.after(Duration.ofNanos(diskBusyUntilNs - nowNs), action);
    }

    /** Takes entries of a leader behind one on which both agree; false when they do not agree. */
    boolean accept(long previous, long previousTerm, List<LogEntry> entries) {
        if (previous > disk.lastIndex()
                || (previous >= disk.base() && disk.termAt(previous) != previousTerm)) {
            return false;
        }
        long index = previous;
        for (LogEntry entry : entries) {
            index++;
            if (index > disk.base() && disk.termAt(index) != entry.term()) {
                if (index <= disk.lastIndex()) {
                    disk.cutFrom(index);
                    known = Math.min(known, index - 1);
                }
                disk.append(entry);
            }
        }
        return true;
    }

    /** Everything up to this index is committed. */
    void commit(long upTo) {
        known = Math.max(known, Math.min(upTo, disk.lastIndex()));
        applySoon();
    }

    private void applySoon() {
        if (!applying && applied < known) {
            applying = true;
            process.after(random.between(QUICKEST, slowestMachine), this::apply);
        }
    }

    private void apply() {
        applying = false;
        if (applied >= known) {
            return; // a snapshot was faster
        }
        applied++;
        LogEntry entry = disk.entry(applied);
        if (!entry.isEmpty()) {
            machine.apply(applied, entry.bytes());
        }
        onApplied.accept(applied);
        applySoon();
    }

    /** A leader's snapshot, in place of everything that the machine knows. */
    void install(SimDisk.Snapshot snapshot) {
        if (snapshot.index() <= applied) {
            return;
        }
        disk.keep(snapshot);
        restore(snapshot);
        onApplied.accept(applied);
    }

    private void restore(SimDisk.Snapshot snapshot) {
        try {
            machine.restore(snapshot.index(), new ByteArrayInputStream(snapshot.bytes().toArray()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        applied = snapshot.index();
        known = Math.max(known, applied);
    }

    /** The machine as it is now, to be written later, while entries go on. */
    Runnable snapshot() {
        long index = applied;
        long term = disk.termAt(index);
        @Nullable List<String> voters = disk.votersAt(index);
        LogMachine.View view = machine.view();
        return () -> {
            SimDisk.@Nullable Snapshot newest = disk.snapshot();
            if (newest == null || newest.index() < index) {
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                try {
                    view.writeTo(bytes);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                disk.keep(new SimDisk.Snapshot(index, term, voters, Bytes.of(bytes.toByteArray())));
            }
        };
    }
}
