package io.stargazer.server.log;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A log without a disk: what is proposed is applied before the call returns. One thread. */
public final class InstantLog implements ReplicatedLog {

    private final LogMachine machine;
    private long index;

    public InstantLog(LogMachine machine) {
        this.machine = machine;
    }

    @Override
    public CompletableFuture<Long> propose(byte[] entry) {
        machine.apply(++index, entry);
        return CompletableFuture.completedFuture(index);
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
