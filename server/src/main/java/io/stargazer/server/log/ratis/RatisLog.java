package io.stargazer.server.log.ratis;

import io.stargazer.api.Unavailable;
import io.stargazer.api.codec.Malformed;
import io.stargazer.server.log.LogMachine;
import io.stargazer.server.log.LogStatus;
import io.stargazer.server.log.Member;
import io.stargazer.server.log.Membership;
import io.stargazer.server.log.PeerAnswers;
import io.stargazer.server.log.PeerCall;
import io.stargazer.server.log.PeerTransport;
import io.stargazer.server.log.ReplicatedLog;
import io.stargazer.server.log.StartRefused;
import io.stargazer.server.log.StartRefused.Reason;
import io.stargazer.server.log.file.VotersFile;
import io.stargazer.server.log.ratis.Proposals.Proposal;
import io.stargazer.server.log.ratis.SegmentCheck.Extent;
import io.stargazer.server.log.ratis.SnapshotFiles.Snapshot;
import io.stargazer.server.log.succession.Succession;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The log on disk, by Apache Ratis, with one, three or five voters. It opens no port: what the
 * servers say to each other goes over a {@link PeerTransport}, and enters by {@link #answer}.
 *
 * <pre>
 *   propose -> [caller] append to memory -> [log worker] write, force -> [leader] commit -> [apply thread] apply, complete
 *                                    '----> [one thread a follower] PeerAppender -> the same there
 * </pre>
 *
 * <p>An entry is forced to the disks of a majority before it is acknowledged. When the disk fails,
 * {@link LogMachine#failed} is called once and everything outstanding is {@link
 * Unavailable.Indeterminate}: the process must stop. The library never ends the process by itself.
 *
 * <p>Threads: seven, all idle without work (two wake ten times a second), none of ours, and one for
 * each follower; a snapshot is written on another.
 */
public final class RatisLog implements ReplicatedLog, PeerAnswers {

    /** A lone voter that twice in a row does not lead cannot write its vote. */
    private static final long WATCH_SECONDS = 5;

    /** Two segments and their snapshot: less would fail within minutes. */
    private static final long FREE_TO_START_BYTES = 4L * RatisLogOptions.SEGMENT_BYTES;

    private final RatisLogOptions options;
    private final LogMachine machine;
    private final DataDirectory directory;
    private final SnapshotFiles files;
    private final SnapshotTransfer transfer;
    private final Snapshots snapshots;
    private final RatisMachine adapter;
    private final Proposals proposals = new Proposals();
    private final AtomicBoolean failed = new AtomicBoolean();
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile PeerTransport transport = PeerTransport.NONE;
    private volatile @Nullable Library library;
    private volatile @Nullable Succession succession;

    /** Before that the library knows nothing of itself. */
    private volatile boolean launched;

    private RatisLog(RatisLogOptions options, LogMachine machine, DataDirectory directory) {
        this.options = options;
        this.machine = machine;
        this.directory = directory;
        this.files = new SnapshotFiles(directory.snapshots());
        this.transfer = new SnapshotTransfer(files);
        this.snapshots = new Snapshots(files, machine, options, new Host());
        this.adapter =
                new RatisMachine(
                        machine,
                        snapshots,
                        files,
                        this::fail,
                        leader -> transfer.fetch(transport, leader));
    }

    /**
     * Takes the data directory, checks what is there and restores the machine from the newest
     * snapshot. Until {@link #launch} it neither leads nor follows.
     *
     * @throws StartRefused with a sentence for the operator; the machine must not be used any
     *     further
     */
    public static RatisLog open(RatisLogOptions options, LogMachine machine) throws StartRefused {
        DataDirectory directory =
                DataDirectory.open(options.directory(), options.self(), options.founder());
        RatisLog log = new RatisLog(options, machine, directory);
        try {
            log.recover();
            return log;
        } catch (StartRefused e) {
            log.close();
            throw e;
        } catch (IOException | RuntimeException e) {
            log.close();
            throw log.notOpened(e);
        }
    }

    /** Opens and launches the log of a server that talks to no other. */
    public static RatisLog start(RatisLogOptions options, LogMachine machine) throws StartRefused {
        RatisLog log = open(options, machine);
        log.launch(PeerTransport.NONE, "");
        return log;
    }

    /**
     * Begins to take part: leads, follows, or waits to be taken in. Returns before this server
     * leads: {@link LogMachine#leading} says when, after all entries of earlier runs have been
     * applied.
     *
     * @param peers reaches the other servers, which must reach {@link #answer} by now
     * @param address at which they do
     */
    public void launch(PeerTransport peers, String address) throws StartRefused {
        transport = peers;
        try {
            Library built =
                    Library.build(
                            options,
                            directory,
                            adapter,
                            peers,
                            new Member(options.self(), address));
            library = built;
            built.start();
            launched = true;
            Succession replacing = new Succession(options.self(), built, peers);
            succession = replacing;
            peers.onLost(replacing::lost);
        } catch (IOException | RuntimeException e) {
            close();
            throw notOpened(e);
        }
        watch(false);
    }

    /** The id of the server that a data directory belongs to; none where there is no log yet. */
    public static Optional<String> ownerOf(Path directory) {
        return DataDirectory.ownerOf(directory);
    }

    /** Whether this server begins a cluster of its own, or was made to join one. */
    public boolean isFounder() {
        return directory.founder();
    }

    private StartRefused notOpened(Exception e) {
        return new StartRefused(
                Reason.FAILED, "the log in " + directory.root() + " cannot be opened: " + e, e);
    }

    @Override
    public CompletableFuture<Long> propose(byte[] entry) {
        if (entry.length == 0 || entry.length > MAX_ENTRY_BYTES) {
            throw new IllegalArgumentException(
                    "an entry has 1 to %d bytes, not %d".formatted(MAX_ENTRY_BYTES, entry.length));
        }
        Proposal proposal = proposals.begin(entry);
        Library now = library;
        if (now == null || failed.get() || closed.get()) {
            proposals.settle(proposal, null, stopped());
            return proposal.done;
        }
        try {
            var _ =
                    now.write(proposal)
                            .whenComplete(
                                    (reply, failure) -> proposals.settle(proposal, reply, failure));
        } catch (IOException | RuntimeException e) {
            proposals.settle(proposal, null, e);
        }
        return proposal.done;
    }

    @Override
    public CompletableFuture<Void> barrier() {
        Library now = library;
        // A lone leader answers reads before it has applied the entries of its earlier life.
        if (now == null || failed.get() || closed.get() || !adapter.leading()) {
            return CompletableFuture.failedFuture(stopped());
        }
        return Library.settled(now::read, Proposals::notLeader);
    }

    @Override
    public CompletableFuture<Long> snapshot() {
        return failed.get() || closed.get()
                ? CompletableFuture.failedFuture(stopped())
                : snapshots.request();
    }

    /** Who votes, and who leads. */
    public Membership members() {
        Library now = library;
        if (now == null) {
            throw new IllegalStateException("the log has not started");
        }
        return new MemberChanges(now, this::leads, transport::located);
    }

    @Override
    public CompletionStage<byte[]> answer(PeerCall call, byte[] request) throws IOException {
        Library now = library;
        if (now == null || failed.get() || closed.get()) {
            throw new IOException("the log of this server does not run");
        }
        return switch (call) {
            case SNAPSHOT -> CompletableFuture.completedFuture(transfer.serve(request));
            case GONE -> CompletableFuture.completedFuture(replacing().answer(request));
            case VOTE, APPEND, CATCH_UP, TAKE_OVER -> now.answer(call, request);
        };
    }

    private Succession replacing() throws IOException {
        Succession here = succession;
        if (here == null) {
            throw new IOException("the log of this server has not started");
        }
        return here;
    }

    /** Whether this server leads and has applied all before; cheap, unlike {@link #status()}. */
    public boolean leads() {
        return adapter.leading() && !failed.get() && !closed.get();
    }

    @Override
    public LogStatus status() {
        Library now = launched ? library : null;
        Snapshot newest = files.newest();
        return new LogStatus(
                options.self(),
                now == null ? "" : serving(now.leader()),
                now == null ? List.of() : transport.located(now.voters()),
                now == null ? 0 : now.division().getInfo().getCurrentTerm(),
                now == null ? -1 : now.division().getRaftLog().getLastCommittedIndex(),
                adapter.getLastAppliedTermIndex().getIndex(),
                newest == null ? -1 : newest.index(),
                directory.bytes());
    }

    /** A leader of the library's that has not applied all before it is none yet. */
    private String serving(String leader) {
        return leader.equals(options.self()) && !adapter.leading() ? "" : leader;
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        adapter.closing();
        Succession replacing = succession;
        if (replacing != null) {
            replacing.close();
        }
        try {
            snapshots.close();
            Library now = library;
            if (now != null) {
                now.close();
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
        Path segments =
                directory.raft().resolve(Library.GROUP.getUuid().toString()).resolve("current");
        Extent log = SegmentCheck.check(segments, RatisLogOptions.MAX_RECORD_BYTES);
        Snapshot snapshot = files.recover(log);
        if (snapshot == null) {
            return;
        }
        if (log.isEmpty() || log.first() > 0) {
            new VotersFile(segments).requireThere();
        }
        if (!log.isEmpty() && log.last() < snapshot.index()) {
            SegmentCheck.discard(segments);
        }
        try (InputStream body = files.open(snapshot)) {
            machine.restore(snapshot.index(), body);
        } catch (Malformed e) { // its checksum was right: another program knew more
            throw new StartRefused(
                    Reason.NEWER_VERSION,
                    "the snapshot %s is of another version, use the newer program: %s"
                            .formatted(snapshot.file(), e.getMessage()),
                    e);
        }
        adapter.restored(snapshot);
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
                    boolean missing = isLone() && !adapter.leading();
                    if (missing && missed) {
                        String sentence = "the only voter cannot become leader";
                        fail(sentence, new IllegalStateException(sentence));
                    }
                    watch(missing);
                });
    }

    private boolean isLone() {
        Library now = library;
        List<Member> voters = now == null ? List.of() : now.voters();
        return voters.size() == 1 && voters.getFirst().id().equals(options.self());
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
            Library now = library;
            return now == null
                    ? CompletableFuture.failedFuture(stopped())
                    : Library.settled(now::takeSnapshot, Proposals::notLeader);
        }

        @Override
        public void purge(long upTo) {
            Library now = library;
            if (now != null && upTo >= 0) {
                var _ = now.division().getRaftLog().purge(upTo);
            }
        }

        @Override
        public void failed(String sentence, Throwable cause) {
            fail(sentence, cause);
        }
    }
}
