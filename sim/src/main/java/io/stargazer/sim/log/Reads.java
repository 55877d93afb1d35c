package io.stargazer.sim.log;

import io.stargazer.api.Unavailable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

/** Reads at a leader: answered once a quorum has said that it still leads. */
final class Reads {

    private static final Duration LONGEST = Duration.ofSeconds(3);

    private final SimLog log;
    private final Replica replica;
    private final List<Read> waiting = new ArrayList<>();
    private boolean over;

    Reads(SimLog log, Replica replica) {
        this.log = log;
        this.replica = replica;
    }

    /** Somebody who wants to read everything up to an index. */
    record Read(long index, Set<String> confirmed, CompletableFuture<Void> done) {}

    Read begin(long index) {
        Read read = new Read(index, new TreeSet<>(), new CompletableFuture<>());
        waiting.add(read);
        confirmed(read, log.name());
        log.process().after(LONGEST, () -> fail(read));
        return read;
    }

    void confirmed(Read read, String by) {
        read.confirmed.add(by);
        log.process().after(Replica.QUICKEST, this::answer);
    }

    /** Those that are confirmed, as far as the machine is. */
    void answer() {
        for (Read read : List.copyOf(waiting)) {
            if (!over
                    && log.voters().areEnough(read.confirmed)
                    && replica.applied() >= read.index) {
                waiting.remove(read);
                read.done.complete(null);
            }
        }
    }

    private void fail(Read read) {
        if (waiting.remove(read)) {
            read.done.completeExceptionally(
                    new Unavailable.NotLeader(
                            "log.not-leader", "this server does not surely lead the log now"));
        }
    }

    /** Its process has ended, and so have those who asked. */
    void die() {
        over = true;
    }

    /** Another leads, or nobody does. */
    void end() {
        die();
        List.copyOf(waiting).forEach(this::fail);
    }
}
