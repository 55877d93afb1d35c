package io.stargazer.sim.teeth;

import io.stargazer.server.log.LogStatus;
import io.stargazer.server.log.ReplicatedLog;
import java.util.concurrent.CompletableFuture;

/** Passes everything on to an honest log; those who lie override a part of it. */
class PassingLog implements ReplicatedLog {

    private final ReplicatedLog honest;

    PassingLog(ReplicatedLog honest) {
        this.honest = honest;
    }

    @Override
    public CompletableFuture<Long> propose(byte[] entry) {
        return honest.propose(entry);
    }

    @Override
    public CompletableFuture<Void> barrier() {
        return honest.barrier();
    }

    @Override
    public CompletableFuture<Long> snapshot() {
        return honest.snapshot();
    }

    @Override
    public LogStatus status() {
        return honest.status();
    }

    @Override
    public void close() {
        honest.close();
    }
}
