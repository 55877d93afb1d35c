package io.stargazer.server.log.ratis;

import io.stargazer.api.codec.Malformed;
import io.stargazer.server.log.LogMachine;
import io.stargazer.server.log.file.VotersFile;
import io.stargazer.server.log.ratis.Proposals.Proposal;
import io.stargazer.server.log.ratis.SnapshotFiles.Snapshot;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.RaftConfigurationProto;
import org.apache.ratis.proto.RaftProtos.RoleInfoProto;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.raftlog.RaftLog;
import org.apache.ratis.server.storage.FileInfo;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.SnapshotInfo;
import org.apache.ratis.statemachine.TransactionContext;
import org.apache.ratis.statemachine.impl.BaseStateMachine;
import org.apache.ratis.statemachine.impl.SingleFileSnapshotInfo;
import org.apache.ratis.util.LifeCycle;
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
    private final Fetcher fetcher;

    /** An entry could not be applied: none is any more. The apply thread's own. */
    private boolean isBroken;

    private boolean leading;
    private @Nullable RaftStorage storage;
    private volatile boolean closing;

    /** Gets the newest snapshot of another server, null when that has none. Blocks. */
    interface Fetcher {
        @Nullable Snapshot fetch(String peer) throws IOException;
    }

    RatisMachine(
            LogMachine machine,
            Snapshots snapshots,
            SnapshotFiles files,
            BiConsumer<String, Throwable> failed,
            Fetcher fetcher) {
        this.machine = machine;
        this.snapshots = snapshots;
        this.files = files;
        this.failed = failed;
        this.fetcher = fetcher;
    }

    /** Everything up to here is in the machine, by a snapshot. Before the library starts. */
    void restored(Snapshot snapshot) {
        setLastAppliedTermIndex(TermIndex.valueOf(snapshot.term(), snapshot.index()));
    }

    @Override
    public void initialize(RaftServer server, RaftGroupId group, RaftStorage raftStorage)
            throws IOException {
        super.initialize(server, group, raftStorage);
        storage = raftStorage;
        getLifeCycle().transition(LifeCycle.State.STARTING);
        getLifeCycle().transition(LifeCycle.State.RUNNING);
    }

    /** The leader has no longer the entries that this server needs: fetches a snapshot instead. */
    @Override
    public CompletableFuture<TermIndex> notifyInstallSnapshotFromLeader(
            RoleInfoProto role, TermIndex firstAtLeader) {
        String leader =
                RaftPeerId.valueOf(role.getFollowerInfo().getLeaderInfo().getId().getId())
                        .toString();
        CompletableFuture<TermIndex> installed = new CompletableFuture<>();
        Thread.ofPlatform()
                .name("snapshot-fetch")
                .daemon()
                .start(() -> {
                    try {
                        Snapshot fetched = fetcher.fetch(leader);
                        installed.complete(
                                fetched == null
                                        ? null
                                        : TermIndex.valueOf(fetched.term(), fetched.index()));
                    } catch (IOException | RuntimeException e) {
                        LOG.info("no snapshot from {}: {}", leader, e.getMessage());
                        installed.completeExceptionally(e); // the leader says it again
                    }
                });
        return installed;
    }

    @Override
    public void pause() {
        getLifeCycle().transition(LifeCycle.State.PAUSING);
        getLifeCycle().transition(LifeCycle.State.PAUSED);
    }

    /** On the apply thread: the newest snapshot takes the place of all that was known. */
    @Override
    public void reinitialize() throws IOException {
        Snapshot newest = files.newest();
        if (newest != null && newest.index() > getLastAppliedTermIndex().getIndex()) {
            try (InputStream body = files.open(newest)) {
                machine.restore(newest.index(), body);
            } catch (IOException | RuntimeException e) {
                failed.accept("the snapshot " + newest.file() + " cannot be used: " + e, e);
                throw e;
            }
            restored(newest);
        }
        getLifeCycle().transition(LifeCycle.State.STARTING);
        getLifeCycle().transition(LifeCycle.State.RUNNING);
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
        if (isBroken) {
            // Closed meanwhile, the library tries again and again: so its apply thread would not
            // end.
            return CompletableFuture.completedFuture(Message.EMPTY);
        }
        try {
            machine.apply(at.getIndex(), bytes);
            updateLastAppliedTermIndex(at);
            snapshots.applied(at, bytes.length);
        } catch (Malformed e) { // its checksum was right: another program knew more
            isBroken = true;
            failed.accept(
                    "entry %d of the log is of a newer version, use that program here as well: %s"
                            .formatted(at.getIndex(), e.getMessage()),
                    e);
            throw e;
        } catch (RuntimeException | Error e) {
            isBroken = true;
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

    /** Without that list this server could believe to be alone after its log has let go of it. */
    @Override
    public void notifyConfigurationChanged(
            long term, long index, RaftConfigurationProto configuration) {
        try {
            voters().requireWritten(index);
        } catch (IOException e) {
            failed.accept("the list of who votes cannot be written", e);
        }
    }

    private VotersFile voters() {
        RaftStorage known = Objects.requireNonNull(storage, "initialized");
        return new VotersFile(known.getStorageDir().getRoot().toPath().resolve("current"));
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
