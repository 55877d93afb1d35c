package io.stargazer.server.control;

import io.stargazer.api.Command;
import io.stargazer.core.Asked;
import io.stargazer.core.ControlView;
import io.stargazer.server.log.CommandPipeline;
import io.stargazer.server.log.LogStatus;
import io.stargazer.server.log.ReplicatedLog;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/**
 * What services see of the log: submit a command, read the state, hear of changes. Every method may
 * be called from any thread and returns at once; futures complete on the log's threads, so whoever
 * may block moves to a thread of his own first.
 */
public final class ControlPlane implements AutoCloseable {

    private final ControlMachine machine;
    private final ReplicatedLog log;
    private final CommandPipeline<Decision> pipeline;
    private final boolean isStale;

    /**
     * Joins a machine and its log.
     *
     * @param endOfBurst as in {@link CommandPipeline}
     */
    public ControlPlane(
            ControlMachine machine,
            ReplicatedLog log,
            InstantSource clock,
            RandomGenerator random,
            Executor endOfBurst) {
        this.machine = machine;
        this.log = log;
        this.pipeline = new CommandPipeline<>(log, clock, random, endOfBurst);
        this.isStale = false;
        machine.feed(pipeline);
    }

    private ControlPlane(ControlPlane strict) {
        this.machine = strict.machine;
        this.log = strict.log;
        this.pipeline = strict.pipeline;
        this.isStale = true;
    }

    /**
     * The same, whose {@link #read} is content with {@link #latest}: it is answered without a
     * leader, too. For those who asked for that.
     */
    public ControlPlane stale() {
        return new ControlPlane(this);
    }

    /**
     * Has a command decided. The future completes once the decision is durable; its failures are
     * those of {@link ReplicatedLog#propose}: repeat an {@code Indeterminate} one as it is, every
     * command is idempotent by its ids.
     *
     * @param actor who asks, see {@link io.stargazer.api.identity.Principal#actor()}
     */
    public CompletableFuture<Decision> submit(String actor, Command command) {
        return pipeline.submit(Asked.of(actor, command).item());
    }

    /**
     * Has a command decided, sooner or later or not at all: for what is asked again anyway as long
     * as it is needed.
     */
    public void request(String actor, Command command) {
        CompletableFuture<Decision> _ = submit(actor, command);
    }

    /** A linearizable read: the state with everything that was acknowledged before this call. */
    public CompletableFuture<ControlView> read() {
        if (isStale) {
            return CompletableFuture.completedFuture(machine.latest());
        }
        return log.barrier().thenApply(done -> machine.latest());
    }

    /** What this server knows now: perhaps a moment old, never torn. */
    public ControlView latest() {
        return machine.latest();
    }

    public void listen(ChangeListener listener) {
        machine.listen(listener);
    }

    public LogStatus status() {
        return log.status();
    }

    /** Writes a snapshot now; completes with its index. */
    public CompletableFuture<Long> snapshot() {
        return log.snapshot();
    }

    @Override
    public void close() {
        log.close();
    }
}
