package io.stargazer.sim.log;

import io.stargazer.api.Unavailable;
import io.stargazer.api.codec.Bytes;
import io.stargazer.server.log.LogMachine;
import io.stargazer.server.log.LogStatus;
import io.stargazer.server.log.Member;
import io.stargazer.server.log.ReplicatedLog;
import io.stargazer.sim.time.SimClock;
import io.stargazer.sim.time.SimProcess;
import io.stargazer.sim.time.SimRandom;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The log port in the simulated world: entries reach the disk and the machine after seeded delays,
 * one after the other. Lives as long as its process; the {@link SimDisk} stays for the next one.
 *
 * <p>As in Raft, an entry whose fate is unknown is applied, if ever, before those proposed after it
 * here. One thread: that of the {@link SimClock}.
 */
public final class SimLog implements ReplicatedLog {

    private static final String SELF = "s1";
    private static final Duration QUICKEST = Duration.ofNanos(50_000);
    private static final Duration SNAPSHOT_TIME = Duration.ofMillis(200);

    private final SimProcess process;
    private final SimRandom random;
    private final SimDisk disk;
    private final LogMachine machine;
    private final ArrayDeque<Pending> unwritten = new ArrayDeque<>();
    private final ArrayDeque<Pending> unapplied = new ArrayDeque<>();
    private LogFaults faults = LogFaults.NONE;
    private boolean leading;
    private boolean failed;
    private boolean closed;
    private long term;
    private long applied;
    private long lastNs;

    /** An entry on its way. */
    private static final class Pending {
        final byte[] entry;
        final CompletableFuture<Long> done = new CompletableFuture<>();
        boolean unknown;

        Pending(byte[] entry, boolean unknown) {
            this.entry = entry;
            this.unknown = unknown;
        }
    }

    public SimLog(SimProcess process, SimRandom random, SimDisk disk, LogMachine machine) {
        this.process = process;
        this.random = random;
        this.disk = disk;
        this.machine = machine;
    }

    /** Restores the machine from the disk; leads after a while. */
    public void start(Duration election) {
        SimDisk.Snapshot snapshot = disk.snapshot();
        if (snapshot != null) {
            try {
                machine.restore(
                        snapshot.index(), new ByteArrayInputStream(snapshot.bytes().toArray()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            applied = snapshot.index();
        }
        while (applied < disk.lastIndex()) {
            applied++;
            machine.apply(applied, disk.entry(applied));
        }
        process.after(election, this::lead);
    }

    /** From the next entry on. */
    public void faults(LogFaults now) {
        faults = now;
    }

    public boolean leading() {
        return leading;
    }

    @Override
    public CompletableFuture<Long> propose(byte[] entry) {
        if (entry.length == 0 || entry.length > MAX_ENTRY_BYTES) {
            throw new IllegalArgumentException("an entry of " + entry.length + " bytes");
        }
        if (!leading) {
            return CompletableFuture.failedFuture(notLeader());
        }
        double fate = random.nextDouble();
        if ((fate -= faults.notLeader()) < 0) {
            return CompletableFuture.failedFuture(notLeader());
        }
        if ((fate -= faults.overloaded()) < 0) {
            return CompletableFuture.failedFuture(
                    new Unavailable.Overloaded("log.overloaded", "too many entries wait"));
        }
        if ((fate -= faults.lost()) < 0) {
            CompletableFuture<Long> done = new CompletableFuture<>();
            inOrder(() -> done.completeExceptionally(indeterminate()));
            return done;
        }
        Pending pending = new Pending(entry, fate - faults.unknown() < 0);
        unwritten.add(pending);
        if (pending.unknown && random.chance(0.5)) {
            inOrder(() -> pending.done.completeExceptionally(indeterminate()));
        }
        inOrder(this::write);
        return pending.done;
    }

    /** One log thread: nothing overtakes. */
    private void inOrder(Runnable action) {
        long nowNs = process.clock().nowNs();
        lastNs = Math.max(lastNs, nowNs + random.between(QUICKEST, faults.slowest()).toNanos());
        process.after(Duration.ofNanos(lastNs - nowNs), action);
    }

    private void write() {
        if (failed || unwritten.isEmpty()) {
            return; // given up when the leader changed, or the disk failed
        }
        if (disk.isFull()) {
            fail();
            return;
        }
        Pending pending = unwritten.remove();
        disk.append(pending.entry);
        unapplied.add(pending);
        inOrder(this::apply);
    }

    private void apply() {
        if (unapplied.isEmpty()) {
            return;
        }
        Pending pending = unapplied.remove();
        applied++;
        long index = applied;
        machine.apply(index, pending.entry);
        process.after(random.between(Duration.ZERO, QUICKEST), () -> acknowledge(pending, index));
    }

    private static void acknowledge(Pending pending, long index) {
        if (pending.unknown) {
            pending.done.completeExceptionally(indeterminate());
        } else {
            pending.done.complete(index);
        }
    }

    @Override
    public CompletableFuture<Void> barrier() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        inOrder(() -> awaitApplied(disk.lastIndex(), done));
        return done;
    }

    private void awaitApplied(long target, CompletableFuture<Void> done) {
        if (!leading) {
            done.completeExceptionally(notLeader());
        } else if (applied >= target) {
            done.complete(null);
        } else {
            process.after(QUICKEST, () -> awaitApplied(target, done));
        }
    }

    /** The view is taken now and written later, while entries go on. */
    @Override
    public CompletableFuture<Long> snapshot() {
        if (failed || closed) {
            return CompletableFuture.failedFuture(notLeader());
        }
        CompletableFuture<Long> done = new CompletableFuture<>();
        long index = applied;
        LogMachine.View view = machine.view();
        process.after(SNAPSHOT_TIME, () -> writeSnapshot(index, view, done));
        return done;
    }

    private void writeSnapshot(long index, LogMachine.View view, CompletableFuture<Long> done) {
        if (disk.isFull()) {
            done.completeExceptionally(notLeader());
            fail();
            return;
        }
        SimDisk.@Nullable Snapshot newest = disk.snapshot();
        if (newest == null || newest.index() < index) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try {
                view.writeTo(bytes);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            disk.keep(new SimDisk.Snapshot(index, Bytes.of(bytes.toByteArray())));
        }
        done.complete(index);
    }

    /**
     * Another server leads for a while. Entries not yet written survive up to some point, after
     * which they are lost; whoever waits is told that nobody knows.
     */
    public void changeLeader(Duration away) {
        if (!leading) {
            return;
        }
        leading = false;
        machine.leading(false);
        while (!unwritten.isEmpty() && random.chance(0.5)) {
            giveUp(unwritten.removeLast());
        }
        unwritten.forEach(SimLog::giveUp);
        unapplied.forEach(pending -> pending.unknown = true);
        process.after(away, this::lead);
    }

    private static void giveUp(Pending pending) {
        pending.unknown = true;
        pending.done.completeExceptionally(indeterminate());
    }

    /** A new leader has applied all before. */
    private void lead() {
        if (failed || closed || leading) {
            return;
        }
        if (!unwritten.isEmpty() || !unapplied.isEmpty()) {
            process.after(QUICKEST, this::lead);
            return;
        }
        term++;
        leading = true;
        machine.leading(true);
    }

    /** The process dies: of what was on its way to the disk, a beginning may have arrived. */
    public void crash() {
        closed = true;
        leading = false;
        while (!unwritten.isEmpty() && !disk.isFull() && random.chance(0.5)) {
            disk.append(unwritten.remove().entry);
        }
        disk.crashed();
    }

    private void fail() {
        if (failed) {
            return;
        }
        failed = true;
        leading = false;
        unwritten.forEach(SimLog::giveUp);
        machine.failed("the disk is full", new IOException("No space left on device"));
    }

    @Override
    public LogStatus status() {
        SimDisk.@Nullable Snapshot newest = disk.snapshot();
        return new LogStatus(
                SELF,
                leading ? SELF : "",
                List.of(new Member(SELF, "")),
                term,
                disk.lastIndex(),
                applied,
                newest == null ? -1 : newest.index(),
                0);
    }

    @Override
    public void close() {
        closed = true;
        leading = false;
    }

    private static Unavailable notLeader() {
        return new Unavailable.NotLeader("log.not-leader", "this server does not lead the log now");
    }

    private static Unavailable indeterminate() {
        return new Unavailable.Indeterminate(
                "log.indeterminate", "nobody can say whether the entry was written");
    }
}
