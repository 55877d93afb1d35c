package io.stargazer.sim.world;

import io.stargazer.server.log.EntryCodec;
import io.stargazer.server.log.LogStatus;
import io.stargazer.server.log.ReplicatedLog;
import io.stargazer.sim.world.History.Origin;
import java.util.concurrent.CompletableFuture;

/** Tells the history where every entry comes from. */
record RecordedLog(ReplicatedLog log, SimServer server, SimWorld world) implements ReplicatedLog {

    @Override
    public CompletableFuture<Long> propose(byte[] entry) {
        world.history()
                .proposed(
                        EntryCodec.decode(entry).header(),
                        new Origin(
                                server.name(),
                                server.log().term(),
                                server.log().leading(),
                                server.leadsSinceNs(),
                                world.clock().nowNs(),
                                server.timers().millis()));
        return log.propose(entry);
    }

    @Override
    public CompletableFuture<Void> barrier() {
        return log.barrier();
    }

    @Override
    public CompletableFuture<Long> snapshot() {
        return log.snapshot();
    }

    @Override
    public LogStatus status() {
        return log.status();
    }

    @Override
    public void close() {
        log.close();
    }
}
