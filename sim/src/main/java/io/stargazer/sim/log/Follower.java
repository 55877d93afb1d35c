package io.stargazer.sim.log;

import io.stargazer.sim.time.SimProcess;
import io.stargazer.sim.time.SimRandom;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Takes what leaders send, and answers once the disk has done its work. */
final class Follower {

    private static final Duration LONGEST_INSTALLATION = Duration.ofMillis(200);

    private final SimLog log;
    private final SimProcess process;
    private final SimRandom random;
    private final Replica replica;

    Follower(SimLog log, SimProcess process, SimRandom random, Replica replica) {
        this.log = log;
        this.process = process;
        this.random = random;
        this.replica = replica;
    }

    void receive(Append message, Consumer<Append.Answer> reply) {
        if (log.heard(message.term()) > message.term()) {
            reply.accept(disagree());
        } else if (message.snapshot() != null) {
            Duration installing = random.between(Replica.QUICKEST, LONGEST_INSTALLATION);
            process.after(installing, () -> written(message, reply));
        } else if (replica.accept(message.previous(), message.previousTerm(), message.entries())) {
            replica.onDisk(() -> written(message, reply));
        } else {
            reply.accept(disagree());
        }
    }

    private Append.Answer disagree() {
        return new Append.Answer(log.term(), -1, replica.disk().lastIndex());
    }

    /** Meanwhile another leader may have come, or the disk may have filled up. */
    private void written(Append message, Consumer<Append.Answer> reply) {
        if (log.term() > message.term()) {
            reply.accept(disagree());
            return;
        }
        SimDisk.@Nullable Snapshot snapshot = message.snapshot();
        if (snapshot != null && !replica.disk().isFull()) {
            replica.install(snapshot);
        }
        long matched = message.previous() + message.entries().size();
        if (log.force(matched)) {
            replica.commit(Math.min(message.committed(), matched));
            reply.accept(new Append.Answer(log.term(), matched, replica.disk().lastIndex()));
        }
    }
}
