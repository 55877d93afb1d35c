package io.stargazer.server.log.ratis;

import io.stargazer.api.Unavailable;
import io.stargazer.server.log.LogMachine;
import io.stargazer.server.log.ratis.SnapshotFiles.Snapshot;
import java.util.concurrent.CompletableFuture;
import org.apache.ratis.server.protocol.TermIndex;
import org.jspecify.annotations.Nullable;

/**
 * Decides when to take a snapshot, takes the view on the apply thread, writes it on a thread of its
 * own that lives as long as the writing, then lets go of the log that no kept snapshot needs. One
 * snapshot is written at a time.
 */
final class Snapshots {

    /** What it needs of the log around it. */
    interface Host {
        /** Makes the apply thread call {@link #takeIfWanted} soon; completes after that. */
        CompletableFuture<?> wakeApplyThread();

        /** Deletes the log up to and with this index. */
        void purge(long upTo);

        void failed(String sentence, Throwable cause);
    }

    private final SnapshotFiles files;
    private final LogMachine machine;
    private final RatisLogOptions options;
    private final Host host;

    /** Since the last view; apply thread only. */
    private long entries;

    private long bytes;

    /** Guarded by the monitor, like all below. */
    private @Nullable Thread writer;

    private @Nullable CompletableFuture<Long> wanted;
    private long applied = -1;
    private boolean closed;

    Snapshots(SnapshotFiles files, LogMachine machine, RatisLogOptions options, Host host) {
        this.files = files;
        this.machine = machine;
        this.options = options;
        this.host = host;
    }

    /** On the apply thread, after each entry. */
    void applied(TermIndex at, int entryBytes) {
        entries++;
        bytes += entryBytes;
        if (entries >= options.snapshotEntries() || bytes >= options.snapshotBytes()) {
            take(at, null);
        }
    }

    /** On the apply thread, whenever the library has been asked for a snapshot. */
    void takeIfWanted(TermIndex at) {
        CompletableFuture<Long> asked;
        synchronized (this) {
            asked = wanted;
            applied = at.getIndex();
        }
        if (asked != null) {
            take(at, asked);
        }
    }

    /**
     * Writes a snapshot soon; completes with its index when it is durable and the log is purged.
     */
    CompletableFuture<Long> request() {
        CompletableFuture<Long> asked;
        synchronized (this) {
            if (wanted == null) {
                wanted = new CompletableFuture<>();
            }
            asked = wanted;
        }
        nudge();
        return asked.copy();
    }

    /** Waits for a snapshot that is being written; none begins afterwards. */
    void close() throws InterruptedException {
        Thread last;
        CompletableFuture<Long> left;
        synchronized (this) {
            closed = true;
            last = writer;
            left = wanted;
            wanted = null;
        }
        if (left != null) {
            left.completeExceptionally(
                    new Unavailable.NotLeader("log.closed", "the log is closed"));
        }
        if (last != null) {
            last.join();
        }
    }

    private void take(TermIndex at, @Nullable CompletableFuture<Long> asked) {
        synchronized (this) {
            if (writer != null || closed) {
                return; // tried again after the next entry, or when the writer is done
            }
            if (asked != null) {
                wanted = null;
            }
            LogMachine.View view = machine.view();
            entries = 0;
            bytes = 0;
            writer =
                    Thread.ofPlatform()
                            .name("snapshot")
                            .daemon()
                            .unstarted(() -> write(at, view, asked));
            writer.start();
        }
    }

    private void write(
            TermIndex at, LogMachine.View view, @Nullable CompletableFuture<Long> asked) {
        try {
            files.write(at.getIndex(), at.getTerm(), view);
        } catch (Exception | Error e) {
            // Without snapshots the log grows until the disk is full: better to stop while it
            // works.
            host.failed("the snapshot at entry " + at.getIndex() + " cannot be written", e);
            if (asked != null) {
                asked.completeExceptionally(e);
            }
            return;
        }
        host.purge(files.unneededUpTo());
        boolean more;
        synchronized (this) {
            writer = null;
            more = wanted != null && !closed;
        }
        if (asked != null) {
            asked.complete(at.getIndex());
        }
        if (more) {
            nudge();
        }
    }

    private void nudge() {
        var _ = host.wakeApplyThread().whenComplete((_, failure) -> nudged(failure));
    }

    /**
     * The wish may still be there: the library merges requests, and skips one that brings nothing.
     */
    private void nudged(@Nullable Throwable failure) {
        CompletableFuture<Long> asked;
        Snapshot newest = files.newest();
        synchronized (this) {
            asked = wanted;
            if (asked == null || (writer != null && failure == null)) {
                return;
            }
            if (failure == null && newest != null && newest.index() < applied) {
                newest = null;
            }
            if (failure != null || newest != null) {
                wanted = null;
            }
        }
        if (failure != null) {
            asked.completeExceptionally(
                    new Unavailable.NotLeader(
                            "log.not-ready",
                            "the log takes no snapshot now: " + failure.getMessage()));
        } else if (newest != null) {
            asked.complete(newest.index());
        } else {
            nudge();
        }
    }
}
