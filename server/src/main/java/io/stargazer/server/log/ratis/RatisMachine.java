package io.stargazer.server.log.ratis;

import io.stargazer.server.log.LogMachine;
import io.stargazer.server.log.ratis.Proposals.Proposal;
import io.stargazer.server.log.ratis.SnapshotFiles.Snapshot;
import java.io.IOException;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.raftlog.RaftLog;
import org.apache.ratis.server.storage.FileInfo;
import org.apache.ratis.statemachine.SnapshotInfo;
import org.apache.ratis.statemachine.TransactionContext;
import org.apache.ratis.statemachine.impl.BaseStateMachine;
import org.apache.ratis.statemachine.impl.SingleFileSnapshotInfo;
import org.jspecify.annotations.Nullable;

/**
 * The library's view of a {@link LogMachine}. Entries come on the library's one apply thread.
 *
 * <p>Every way in which the library gives up ends in {@code failed}: a write or force that did not
 * succeed, a throw of the machine, and the library closing itself for reasons that it only logs.
 */
final class RatisMachine extends BaseStateMachine {

    private final LogMachine machine;
    private final Snapshots snapshots;
    private final SnapshotFiles files;
    private final BiConsumer<String, Throwable> failed;

    private boolean leading;
    private volatile boolean closing;

    RatisMachine(
            LogMachine machine,
            Snapshots snapshots,
            SnapshotFiles files,
            BiConsumer<String, Throwable> failed) {
        this.machine = machine;
        this.snapshots = snapshots;
        this.files = files;
        this.failed = failed;
    }

    /** Everything up to here is in the machine, by a snapshot. Before the library starts. */
    void restored(Snapshot snapshot) {
        setLastAppliedTermIndex(TermIndex.valueOf(snapshot.term(), snapshot.index()));
    }

    /** From now on the library stops because we want it to. */
    void closing() {
        closing = true;
    }

    synchronized boolean leading() {
        return leading;
    }

    @Override
    public TransactionContext preAppendTransaction(TransactionContext context) {
        if (context.getClientRequest().getMessage() instanceof Proposal proposal) {
            proposal.appended = true;
        }
        return context;
    }

    @Override
    public CompletableFuture<Message> applyTransaction(TransactionContext context) {
        LogEntryProto entry = context.getLogEntry();
        TermIndex at = TermIndex.valueOf(entry);
        byte[] bytes = entry.getStateMachineLogEntry().getLogData().toByteArray();
        try {
            machine.apply(at.getIndex(), bytes);
            updateLastAppliedTermIndex(at);
            snapshots.applied(at, bytes.length);
        } catch (RuntimeException | Error e) {
            failed.accept("entry " + at.getIndex() + " of the log cannot be applied: " + e, e);
            throw e; // stops the apply thread: nothing after this entry is applied
        }
        return CompletableFuture.completedFuture(Message.EMPTY);
    }

    /** Always "none": snapshots are written by {@link Snapshots}, which also purges the log. */
    @Override
    public long takeSnapshot() {
        snapshots.takeIfWanted(getLastAppliedTermIndex());
        return RaftLog.INVALID_LOG_INDEX;
    }

    @Override
    public @Nullable SnapshotInfo getLatestSnapshot() {
        Snapshot newest = files.newest();
        return newest == null
                ? null
                : new SingleFileSnapshotInfo(
                        new FileInfo(newest.file(), null), newest.term(), newest.index());
    }

    @Override
    public void notifyLeaderReady() {
        lead(true);
    }

    @Override
    public void notifyNotLeader(Collection<TransactionContext> pending) {
        lead(false);
    }

    @Override
    public void notifyLogFailed(Throwable cause, @Nullable LogEntryProto entry) {
        failed.accept("the log cannot be written", cause);
    }

    @Override
    public void close() throws IOException {
        if (!closing) {
            String sentence =
                    "the log stopped by itself, its last words are in the log of this process";
            failed.accept(sentence, new IllegalStateException(sentence));
        }
        super.close();
    }

    private synchronized void lead(boolean now) {
        if (leading != now) {
            leading = now;
            machine.leading(now);
        }
    }
}
