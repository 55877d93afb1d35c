package io.stargazer.sim.log;

import io.stargazer.api.Unavailable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Changes of who votes, at the leader: one server at a time, the next when the one before is
 * committed and something of this term, too; a newcomer is let in once it has what is committed
 * (Raft thesis 4.1, 4.2.1).
 */
public final class MemberChanges {

    private final Leadership leadership;
    private final Replica replica;

    /** Those who are brought up to date, and who waits for that. */
    private final Map<String, CompletableFuture<Void>> newcomers = new TreeMap<>();

    private final TreeMap<Long, CompletableFuture<Void>> written = new TreeMap<>();

    MemberChanges(Leadership leadership, Replica replica) {
        this.leadership = leadership;
        this.replica = replica;
    }

    /** Completes when the server votes, which it does as soon as it is up to date. */
    public CompletableFuture<Void> add(String name) {
        if (leadership.voters().has(name)) {
            return isSettled()
                    ? CompletableFuture.completedFuture(null)
                    : CompletableFuture.failedFuture(refused());
        }
        CompletableFuture<Void> done =
                newcomers.computeIfAbsent(name, unknown -> new CompletableFuture<>());
        caughtUp(name, leadership.meet(name));
        return done;
    }

    /** Asks another server to lead. */
    public void handOver(String name) {
        leadership.handOver(name);
    }

    boolean isNewcomer(String name) {
        return newcomers.containsKey(name);
    }

    /** Completes when the server votes no more; it may be this one. */
    public CompletableFuture<Void> remove(String name) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        List<String> left = new ArrayList<>(leadership.voters().names());
        boolean isThere = left.remove(name);
        if (left.isEmpty() || !isSettled()) {
            done.completeExceptionally(refused());
        } else if (!isThere) {
            done.complete(null);
        } else {
            write(left, done);
        }
        return done;
    }

    /** Another server has everything up to there. */
    void caughtUp(String name, long matched) {
        CompletableFuture<Void> waiting = newcomers.get(name);
        if (waiting != null && matched >= replica.known() && isSettled()) {
            newcomers.remove(name);
            List<String> more = new ArrayList<>(leadership.voters().names());
            more.add(name);
            write(more, waiting);
        }
    }

    private void write(List<String> voters, CompletableFuture<Void> done) {
        written.put(replica.disk().lastIndex() + 1, done);
        leadership.append(LogEntry.ofVoters(leadership.term(), voters));
    }

    /** Who votes for sure; null while a change is under way. */
    public @Nullable Voters settled() {
        return isSettled() ? leadership.voters() : null;
    }

    /** Whether the next change may begin. */
    private boolean isSettled() {
        boolean isCommitted = replica.disk().lastChange() <= replica.known();
        return leadership.isReady() && leadership.voters().ballot().mayChange(isCommitted);
    }

    /** Everything up to there is committed. */
    void committed(long upTo) {
        while (!written.isEmpty() && written.firstKey() <= upTo) {
            written.pollFirstEntry().getValue().complete(null);
        }
    }

    /** What was begun here is decided elsewhere. */
    void end() {
        newcomers.values().forEach(waiting -> waiting.completeExceptionally(refused()));
        written.values()
                .forEach(waiting -> waiting.completeExceptionally(Unapplied.indeterminate()));
    }

    private static Unavailable refused() {
        return new Unavailable.Unreachable(
                "log.member-change", "the members are as they were: it cannot be changed now");
    }
}
