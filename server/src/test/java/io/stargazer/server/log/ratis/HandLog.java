package io.stargazer.server.log.ratis;

import io.stargazer.server.log.CommandPipeline;
import io.stargazer.server.log.EntryCodec;
import io.stargazer.server.log.LogStatus;
import io.stargazer.server.log.Member;
import io.stargazer.server.log.ReplicatedLog;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A log in memory that acknowledges by hand, entry by entry; or at once, inside propose. */
final class HandLog implements ReplicatedLog {

    private record Proposed(EntryCodec.Entry entry, CompletableFuture<Long> done) {}

    /** Every entry that was ever proposed. */
    final List<EntryCodec.Entry> proposed = new ArrayList<>();

    /** Sizes of the entries in bytes. */
    final List<Integer> sizes = new ArrayList<>();

    private final ArrayDeque<Proposed> waiting = new ArrayDeque<>();
    private final boolean atOnce;
    private @Nullable CommandPipeline<String> pipeline;
    private long index;

    HandLog(boolean atOnce) {
        this.atOnce = atOnce;
    }

    void feed(CommandPipeline<String> pipeline) {
        this.pipeline = pipeline;
    }

    @Override
    public CompletableFuture<Long> propose(byte[] entry) {
        Proposed one = new Proposed(EntryCodec.decode(entry), new CompletableFuture<>());
        proposed.add(one.entry);
        sizes.add(entry.length);
        waiting.add(one);
        if (atOnce) {
            acknowledge();
        }
        return one.done;
    }

    int inFlight() {
        return waiting.size();
    }

    /** Applies the oldest entry and acknowledges it. */
    void acknowledge() {
        Proposed one = waiting.remove();
        apply(one);
        one.done.complete(++index);
    }

    /** Acknowledges the oldest entry without applying it. */
    void acknowledgeOnly() {
        waiting.remove().done.complete(++index);
    }

    void fail(Throwable cause) {
        waiting.remove().done.completeExceptionally(cause);
    }

    private void apply(Proposed one) {
        Objects.requireNonNull(pipeline)
                .applied(
                        one.entry.header(),
                        one.entry.items().stream().map(item -> "did " + Items.text(item)).toList());
    }

    @Override
    public CompletableFuture<Void> barrier() {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletableFuture<Long> snapshot() {
        return CompletableFuture.completedFuture(index);
    }

    @Override
    public LogStatus status() {
        return new LogStatus("s1", "s1", List.of(new Member("s1", "")), 1, index, index, -1, 0);
    }

    @Override
    public void close() {}
}
