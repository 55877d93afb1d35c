package io.stargazer.sim.log;

import io.stargazer.api.Unavailable;
import io.stargazer.sim.time.SimClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One term of one leader: brings its entries to the others, commits what a quorum has on disk, and
 * answers reads once a quorum has said that it still leads. It may be deposed and not know.
 */
final class Leadership {

    private static final Duration LONGEST_READ = Duration.ofSeconds(3);

    private final SimLog log;
    private final SimCluster cluster;
    private final Replica replica;
    private final long term;
    private final long firstIndex;
    private final Map<String, Peer> peers = new TreeMap<>();
    private final List<Read> reads = new ArrayList<>();
    private long forced;
    private boolean over;

    /** How far another server is, as far as the leader knows. */
    private static final class Peer {
        long next;
        long matched;
        long told = -1;
        SimClock.@Nullable Event resend;

        Peer(long next) {
            this.next = next;
        }
    }

    /** Somebody who wants to read everything up to an index. */
    private static final class Read {
        final long index;
        final Set<String> confirmed = new TreeSet<>();
        final CompletableFuture<Void> done = new CompletableFuture<>();

        Read(long index) {
            this.index = index;
        }
    }

    Leadership(SimLog log, SimCluster cluster, Replica replica, long term) {
        this.log = log;
        this.cluster = cluster;
        this.replica = replica;
        this.term = term;
        this.firstIndex = replica.disk().lastIndex() + 1;
        for (String voter : cluster.voters()) {
            if (!voter.equals(log.name())) {
                peers.put(voter, new Peer(firstIndex));
            }
        }
    }

    long term() {
        return term;
    }

    /** Whether everything of before is applied here: only then it serves. */
    boolean isReady() {
        return replica.applied() >= firstIndex;
    }

    /** Writes an entry and sends it on its way; returns its index. */
    long append(byte[] bytes) {
        long index = replica.disk().append(new LogEntry(term, bytes));
        replica.onDisk(() -> forced(index));
        sendAll();
        return index;
    }

    private void forced(long index) {
        if (over || !log.force(index)) {
            return;
        }
        forced = Math.max(forced, index);
        advance();
    }

    /** Something has changed in the world: all are told anew. */
    void remind() {
        for (Peer peer : peers.values()) {
            peer.told = -1;
            stopWaiting(peer);
        }
        sendAll();
    }

    private void sendAll() {
        peers.forEach(this::send);
    }

    private void send(String to, Peer peer) {
        boolean isUpToDate = peer.next > replica.disk().lastIndex() && peer.told >= replica.known();
        if (over || isUpToDate || peer.resend != null) {
            return;
        }
        if (!cluster.network().isOpen(log.name(), to)) {
            return; // the repair will be noticed
        }
        Append message = messageFor(peer);
        peer.resend =
                log.process()
                        .after(
                                cluster.network().patience(),
                                () -> {
                                    peer.resend = null;
                                    send(to, peer);
                                });
        cluster.send(
                log.name(),
                to,
                follower ->
                        follower.receive(
                                message,
                                answer ->
                                        cluster.send(
                                                to,
                                                log.name(),
                                                self -> answered(to, message, answer))));
    }

    private Append messageFor(Peer peer) {
        SimDisk disk = replica.disk();
        SimDisk.@Nullable Snapshot snapshot = disk.snapshot();
        if (peer.next <= disk.base() && snapshot != null) {
            return new Append(
                    log.name(),
                    term,
                    snapshot.index(),
                    snapshot.term(),
                    List.of(),
                    snapshot,
                    replica.known());
        }
        long previous = peer.next - 1;
        return new Append(
                log.name(),
                term,
                previous,
                disk.termAt(previous),
                disk.after(previous, log.entriesOfMessage()),
                null,
                replica.known());
    }

    private void answered(String from, Append message, Append.Answer answer) {
        Peer peer = peers.get(from);
        if (over || peer == null) {
            return;
        }
        if (answer.term() > term) {
            log.heard(answer.term());
            return;
        }
        stopWaiting(peer);
        if (answer.matched() >= 0) {
            peer.matched = Math.max(peer.matched, answer.matched());
            peer.next = Math.max(peer.next, answer.matched() + 1);
            peer.told = Math.max(peer.told, message.committed());
        } else {
            peer.next = Math.max(1, Math.min(peer.next - 1, answer.last() + 1));
        }
        advance();
        send(from, peer);
    }

    private static void stopWaiting(Peer peer) {
        if (peer.resend != null) {
            peer.resend.cancel();
            peer.resend = null;
        }
    }

    /** Only entries of its own term are counted, the others follow (Raft, figure 8). */
    private void advance() {
        long[] matched = new long[peers.size() + 1];
        int i = 0;
        for (Peer peer : peers.values()) {
            matched[i++] = peer.matched;
        }
        matched[i] = forced;
        Arrays.sort(matched);
        long onQuorum = matched[matched.length - cluster.commitQuorum()];
        if (onQuorum > replica.known() && replica.disk().termAt(onQuorum) == term) {
            replica.commit(onQuorum);
            sendAll();
        }
    }

    /** Completes once this server surely knows everything that was committed by now. */
    CompletableFuture<Void> read() {
        Read read = new Read(replica.known());
        reads.add(read);
        confirmed(read, log.name());
        for (String peer : peers.keySet()) {
            cluster.send(
                    log.name(),
                    peer,
                    follower -> {
                        long newest = follower.heard(term);
                        cluster.send(peer, log.name(), self -> confirmed(read, peer, newest));
                    });
        }
        log.process().after(LONGEST_READ, () -> fail(read));
        return read.done;
    }

    private void confirmed(Read read, String by, long newest) {
        if (over) {
            return;
        }
        if (newest > term) {
            log.heard(newest);
        } else {
            confirmed(read, by);
        }
    }

    private void confirmed(Read read, String by) {
        read.confirmed.add(by);
        log.process().after(Replica.QUICKEST, this::answerReads);
    }

    /** Those that are confirmed, as far as the machine is. */
    void answerReads() {
        for (Read read : List.copyOf(reads)) {
            if (!over
                    && read.confirmed.size() >= cluster.majority()
                    && replica.applied() >= read.index) {
                reads.remove(read);
                read.done.complete(null);
            }
        }
    }

    private void fail(Read read) {
        if (reads.remove(read)) {
            read.done.completeExceptionally(
                    new Unavailable.NotLeader(
                            "log.not-leader", "this server does not surely lead the log now"));
        }
    }

    /** Its process has ended: what is still on its way finds nobody. */
    void die() {
        over = true;
    }

    /** Another leads, or nobody does. */
    void end() {
        over = true;
        peers.values().forEach(Leadership::stopWaiting);
        List.copyOf(reads).forEach(this::fail);
    }
}
