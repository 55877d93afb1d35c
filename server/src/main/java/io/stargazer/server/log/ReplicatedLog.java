package io.stargazer.server.log;

import java.util.concurrent.CompletableFuture;

/**
 * The log port: entries go in, come out of {@link LogMachine#apply} in the same order on every
 * server, and are never lost once acknowledged. Two implementations: {@code RatisLog} on disk and
 * the simulated log of the {@code sim} module.
 *
 * <p>Threading: every method may be called from any thread and returns at once; futures complete on
 * the log's own threads, so a callback must not block. Ordering: entries of one caller are applied
 * in the order of its {@code propose} calls as long as none of them fails.
 */
public interface ReplicatedLog extends AutoCloseable {

    /**
     * Appends one entry. The future completes with the entry's index once the entry is durable on a
     * quorum <em>and</em> applied to the machine of this server.
     *
     * <p>Fails with {@link io.stargazer.api.Unavailable.NotLeader} or {@link
     * io.stargazer.api.Unavailable.Overloaded} when nothing was appended (a retry is safe), with
     * {@link io.stargazer.api.Unavailable.Indeterminate} when nobody can say (repeat only under the
     * same ids).
     *
     * @param entry 1 to {@link #MAX_ENTRY_BYTES} bytes; the array must not be changed afterwards
     */
    CompletableFuture<Long> propose(byte[] entry);

    /**
     * Linearizable read: completes once the machine of this server has applied every entry that was
     * acknowledged to anybody before this call.
     */
    CompletableFuture<Void> barrier();

    /** Writes a snapshot now and lets go of the log before it; completes with its index. */
    CompletableFuture<Long> snapshot();

    LogStatus status();

    /** Stops in order; entries already acknowledged are on disk. */
    @Override
    void close();

    /**
     * Room for one large item, such as a task with a payload of 1 MiB. Entries of many items stay
     * well below: see {@link CommandPipeline#SHARED_ENTRY_BYTES}.
     */
    int MAX_ENTRY_BYTES = 1280 * 1024;
}
