package io.stargazer.server.log.ratis;

import io.stargazer.api.Unavailable;
import io.stargazer.server.log.LogMachine;
import io.stargazer.server.log.LogStatus;
import io.stargazer.server.log.ReplicatedLog;
import io.stargazer.server.log.StartRefused;
import io.stargazer.server.log.StartRefused.Reason;
import io.stargazer.server.log.ratis.Proposals.Proposal;
import io.stargazer.server.log.ratis.SegmentCheck.Extent;
import io.stargazer.server.log.ratis.SnapshotFiles.Snapshot;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientAsynchronousProtocol;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.SnapshotManagementRequest;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.storage.RaftStorage;
import org.jspecify.annotations.Nullable;

/**
 * The log on disk, by Apache Ratis, with one voter: this server. It opens no port.
 *
 * <pre>
 *   propose -> [caller] append to memory -> [log worker] write, force -> [leader] commit -> [apply thread] apply, complete
 * </pre>
 *
 * <p>An entry is forced to the disk before it is acknowledged. When the disk fails, {@link
 * LogMachine#failed} is called once and everything outstanding is {@link
 * Unavailable.Indeterminate}: the process must stop. The library never ends the process by itself.
 *
 * <p>Threads: seven, all idle without work (two wake ten times a second), none of ours; a snapshot
 * is written on an eighth.
 */
public final class RatisLog implements ReplicatedLog {

    private static final RaftGroupId GROUP =
            RaftGroupId.valueOf(UUID.fromString("5f3b8a52-6c1e-4f0e-9a0b-7374617267a2"));

    /** A lone voter that twice in a row does not lead cannot write its vote. */
    private static final long WATCH_SECONDS = 5;

    /** Two segments and their snapshot: less would fail within minutes. */
    private static final long FREE_TO_START_BYTES = 4L * RatisLogOptions.SEGMENT_BYTES;

    private static final long SNAPSHOT_WITHIN_MS = 60_000;

    private final RatisLogOptions options;
    private final LogMachine machine;
    private final DataDirectory directory;
    private final SnapshotFiles files;
    private final Snapshots snapshots;
    private final RatisMachine adapter;
    private final RaftPeerId self;
    private final ClientId client = ClientId.randomId();
    private final AtomicLong calls = new AtomicLong();
    private final Proposals proposals = new Proposals();
    private final AtomicBoolean failed = new AtomicBoolean();
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile @Nullable Running running;

    /**
     * The library, started.
     *
     * @param requests the division itself: its server would pass each request through another
     *     thread
     */
    private record Running(
            RaftServer server,
            RaftServer.Division division,
            RaftClientAsynchronousProtocol requests) {}

    private RatisLog(RatisLogOptions options, LogMachine machine, DataDirectory directory) {
        this.options = options;
        this.machine = machine;
        this.directory = directory;
        this.files = new SnapshotFiles(directory.snapshots());
        this.snapshots = new Snapshots(files, machine, options, new Host());
        this.adapter = new RatisMachine(machine, snapshots, files, this::fail);
        this.self = RaftPeerId.valueOf(options.self());
    }

    /**
     * Takes the data directory, checks what is there, restores the machine from the newest snapshot
     * and starts. Returns before this server leads: {@link LogMachine#leading} says when, after all
     * entries of earlier runs have been applied.
     *
     * @throws StartRefused with a sentence for the operator; the machine must not be used any
     *     further
     */
    public static RatisLog start(RatisLogOptions options, LogMachine machine) throws StartRefused {
        DataDirectory directory = DataDirectory.open(options.directory(), options.self());
        RatisLog log = new RatisLog(options, machine, directory);
        try {
            log.recover();
            log.launch();
            return log;
        } catch (StartRefused e) {
            log.close();
            throw e;
        } catch (IOException | RuntimeException e) {
            log.close();
            throw new StartRefused(
                    Reason.FAILED, "the log in " + directory.root() + " cannot be opened: " + e, e);
        }
    }

    @Override
    public CompletableFuture<Long> propose(byte[] entry) {
        if (entry.length == 0 || entry.length > MAX_ENTRY_BYTES) {
            throw new IllegalArgumentException(
                    "an entry has 1 to %d bytes, not %d".formatted(MAX_ENTRY_BYTES, entry.length));
        }
        Proposal proposal = proposals.begin(entry);
        Running now = running;
        if (now == null || failed.get() || closed.get()) {
            proposals.settle(proposal, null, stopped());
            return proposal.done;
        }
        try {
            var _ =
                    now.requests
                            .submitClientRequestAsync(
                                    request(RaftClientRequest.writeRequestType(), proposal))
                            .whenComplete(
                                    (reply, failure) -> proposals.settle(proposal, reply, failure));
        } catch (IOException | RuntimeException e) {
            proposals.settle(proposal, null, e);
        }
        return proposal.done;
    }

    @Override
    public CompletableFuture<Void> barrier() {
        Running now = running;
        // A lone leader answers reads before it has applied the entries of its earlier life.
        if (now == null || failed.get() || closed.get() || !adapter.leading()) {
            return CompletableFuture.failedFuture(stopped());
        }
        CompletableFuture<Void> done = new CompletableFuture<>();
        try {
            var _ =
                    now.requests
                            .submitClientRequestAsync(
                                    request(RaftClientRequest.readRequestType(), Message.EMPTY))
                            .whenComplete((reply, failure) -> {
                                Throwable cause = Proposals.failureOf(reply, failure);
                                if (cause == null) {
                                    done.complete(null);
                                } else {
                                    done.completeExceptionally(Proposals.notLeader(cause));
                                }
                            });
        } catch (IOException | RuntimeException e) {
            done.completeExceptionally(Proposals.notLeader(e));
        }
        return done;
    }

    @Override
    public CompletableFuture<Long> snapshot() {
        return failed.get() || closed.get()
                ? CompletableFuture.failedFuture(stopped())
                : snapshots.request();
    }

    @Override
    public LogStatus status() {
        Running now = running;
        if (now == null) {
            throw new IllegalStateException("the log has not started");
        }
        RaftPeerId leader = now.division.getInfo().getLeaderId();
        Snapshot newest = files.newest();
        return new LogStatus(
                options.self(),
                leader == null ? "" : leader.toString(),
                List.of(options.self()),
                now.division.getInfo().getCurrentTerm(),
                now.division.getRaftLog().getLastCommittedIndex(),
                adapter.getLastAppliedTermIndex().getIndex(),
                newest == null ? -1 : newest.index(),
                directory.bytes());
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        adapter.closing();
        try {
            snapshots.close();
            Running now = running;
            if (now != null) {
                now.server.close();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the files are safe at any moment
        } catch (IOException e) {
            throw new UncheckedIOException("the log cannot be closed", e);
        } finally {
            proposals.abandon(stopped());
            directory.close();
        }
    }

    private void recover() throws IOException, StartRefused {
        long usable = Files.getFileStore(directory.root()).getUsableSpace();
        if (usable < FREE_TO_START_BYTES) {
            throw new StartRefused(
                    Reason.DISK_FULL,
                    "the disk of %s is full: %d MB are free, %d MB are needed to start"
                            .formatted(directory.root(), usable >> 20, FREE_TO_START_BYTES >> 20));
        }
        Path segments = directory.raft().resolve(GROUP.getUuid().toString()).resolve("current");
        Extent log = SegmentCheck.check(segments, RatisLogOptions.MAX_RECORD_BYTES);
        Snapshot snapshot = files.recover(log);
        if (snapshot == null) {
            return;
        }
        if (!log.isEmpty() && log.last() < snapshot.index()) {
            SegmentCheck.discard(segments);
        }
        try (InputStream body = files.open(snapshot)) {
            machine.restore(snapshot.index(), body);
        }
        adapter.restored(snapshot);
    }

    private void launch() throws IOException {
        RaftPeer peer = RaftPeer.newBuilder().setId(self).setAddress("loopback:0").build();
        RaftServer server =
                RaftServer.newBuilder()
                        .setServerId(self)
                        .setGroup(RaftGroup.valueOf(GROUP, peer))
                        .setProperties(options.properties(directory.raft()))
                        .setStateMachine(adapter)
                        .setOption(RaftStorage.StartupOption.RECOVER)
                        .build();
        try {
            RaftServer.Division division = server.getDivision(GROUP);
            running = new Running(server, division, (RaftClientAsynchronousProtocol) division);
            server.start();
        } catch (IOException | RuntimeException e) {
            adapter.closing();
            server.close();
            throw e;
        }
        watch(false);
    }

    /**
     * A lone voter is led by itself within milliseconds, unless it cannot write its vote: then the
     * library stays without a leader, in silence.
     */
    private void watch(boolean missed) {
        CompletableFuture.delayedExecutor(WATCH_SECONDS, TimeUnit.SECONDS)
                .execute(() -> {
                    if (closed.get() || failed.get()) {
                        return;
                    }
                    boolean missing = !adapter.leading();
                    if (missing && missed) {
                        String sentence = "the only voter cannot become leader";
                        fail(sentence, new IllegalStateException(sentence));
                    }
                    watch(missing);
                });
    }

    private RaftClientRequest request(RaftClientRequest.Type type, Message message) {
        return RaftClientRequest.newBuilder()
                .setClientId(client)
                .setServerId(self)
                .setGroupId(GROUP)
                .setCallId(calls.incrementAndGet())
                .setMessage(message)
                .setType(type)
                .build();
    }

    private Unavailable stopped() {
        return new Unavailable.NotLeader(
                "log.not-leader",
                failed.get()
                        ? "the log of this server has failed"
                        : closed.get()
                                ? "the log of this server is closed"
                                : "this server does not lead the log yet");
    }

    private void fail(String sentence, Throwable cause) {
        if (!failed.compareAndSet(false, true)) {
            return;
        }
        proposals.abandon(stopped());
        machine.failed(
                isFull(cause)
                        ? "the disk of " + directory.root() + " is full: " + sentence
                        : sentence + " in " + directory.root() + ": " + cause.getMessage(),
                cause);
    }

    private static boolean isFull(Throwable cause) {
        for (Throwable t = cause; t != null; t = t.getCause()) {
            String message = String.valueOf(t.getMessage());
            if (message.contains("No space left on device")
                    || message.contains("Disk quota exceeded")) {
                return true;
            }
        }
        return false;
    }

    private final class Host implements Snapshots.Host {
        @Override
        public CompletableFuture<?> wakeApplyThread() {
            Running now = running;
            if (now == null) {
                return CompletableFuture.failedFuture(stopped());
            }
            try {
                return now.server
                        .snapshotManagementAsync(
                                SnapshotManagementRequest.newCreate(
                                        client,
                                        self,
                                        GROUP,
                                        calls.incrementAndGet(),
                                        SNAPSHOT_WITHIN_MS,
                                        1))
                        .thenCompose(reply ->
                                reply.isSuccess()
                                        ? CompletableFuture.completedFuture(reply)
                                        : CompletableFuture.failedFuture(reply.getException()));
            } catch (RuntimeException e) {
                return CompletableFuture.failedFuture(e);
            }
        }

        @Override
        public void purge(long upTo) {
            Running now = running;
            if (now != null && upTo >= 0) {
                var _ = now.division.getRaftLog().purge(upTo);
            }
        }

        @Override
        public void failed(String sentence, Throwable cause) {
            fail(sentence, cause);
        }
    }
}
