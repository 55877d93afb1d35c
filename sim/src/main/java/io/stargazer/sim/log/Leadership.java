package io.stargazer.sim.log;

import io.stargazer.sim.time.SimClock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One term of one leader: brings its entries to the others, commits what a quorum has on disk, and
 * answers reads once a quorum has said that it still leads. It may be deposed and not know.
 */
final class Leadership {

    private final SimLog log;
    private final SimCluster cluster;
    private final Replica replica;
    private final long term;
    private final long firstIndex;
    private final Map<String, Peer> peers = new TreeMap<>();
    private final MemberChanges changes;
    private final Reads reads;
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

    Leadership(SimLog log, SimCluster cluster, Replica replica, long term) {
        this.log = log;
        this.cluster = cluster;
        this.replica = replica;
        this.term = term;
        this.firstIndex = replica.disk().lastIndex() + 1;
        this.changes = new MemberChanges(this, replica);
        this.reads = new Reads(log, replica);
        for (String voter : voters().names()) {
            if (!voter.equals(log.name())) {
                peers.put(voter, new Peer(firstIndex));
            }
        }
    }

    /** Tells another server of all entries from now on; returns how far it is. */
    long meet(String name) {
        if (name.equals(log.name())) {
            return forced;
        }
        Peer peer = peers.computeIfAbsent(name, unknown -> new Peer(firstIndex));
        send(name, peer);
        return peer.matched;
    }

    Voters voters() {
        return log.voters();
    }

    MemberChanges changes() {
        return changes;
    }

    /** Asks another server to stand for election at once. */
    void handOver(String name) {
        cluster.send(log.name(), name, SimLog::campaign);
    }

    long term() {
        return term;
    }

    /** Whether everything of before is applied here: only then it serves. */
    boolean isReady() {
        return replica.applied() >= firstIndex;
    }

    /** Writes an entry and sends it on its way; returns its index. */
    long append(LogEntry entry) {
        long index = replica.disk().append(entry);
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
        if (over) {
            return; // it has voted itself out
        }
        changes.caughtUp(from, peer.matched);
        if (peers.containsKey(from)) {
            send(from, peer);
        }
    }

    private static void stopWaiting(Peer peer) {
        if (peer.resend != null) {
            peer.resend.cancel();
            peer.resend = null;
        }
    }

    /** Only entries of its own term are counted, the others follow (Raft, figure 8). */
    private void advance() {
        Map<String, Long> onDisk = new TreeMap<>();
        peers.forEach((name, peer) -> onDisk.put(name, peer.matched));
        onDisk.put(log.name(), forced);
        long onQuorum = voters().onQuorum(onDisk);
        if (onQuorum > replica.known() && replica.disk().termAt(onQuorum) == term) {
            replica.commit(onQuorum);
            sendAll();
            settle(onQuorum);
        }
    }

    /** Those who have left are told nothing more; a leader that has left leads no more. */
    private void settle(long committed) {
        changes.committed(committed);
        if (replica.disk().lastChange() > committed) {
            return;
        }
        peers.entrySet()
                .removeIf(peer -> {
                    boolean isGone =
                            !voters().has(peer.getKey()) && !changes.isNewcomer(peer.getKey());
                    if (isGone) {
                        stopWaiting(peer.getValue());
                    }
                    return isGone;
                });
        if (!voters().has(log.name())) {
            log.stepDown();
        }
    }

    /** Completes once this server surely knows everything that was committed by now. */
    CompletableFuture<Void> read() {
        Reads.Read read = reads.begin(replica.known());
        for (String peer : peers.keySet()) {
            cluster.send(
                    log.name(),
                    peer,
                    follower -> {
                        long newest = follower.heard(term);
                        cluster.send(peer, log.name(), self -> confirmed(read, peer, newest));
                    });
        }
        return read.done();
    }

    private void confirmed(Reads.Read read, String by, long newest) {
        if (over) {
            return;
        }
        if (newest > term) {
            log.heard(newest);
        } else {
            reads.confirmed(read, by);
        }
    }

    /** The machine is further by now. */
    void answerReads() {
        reads.answer();
    }

    /** Its process has ended: what is still on its way finds nobody. */
    void die() {
        over = true;
        reads.die();
    }

    /** Another leads, or nobody does. */
    void end() {
        over = true;
        peers.values().forEach(Leadership::stopWaiting);
        changes.end();
        reads.end();
    }
}
