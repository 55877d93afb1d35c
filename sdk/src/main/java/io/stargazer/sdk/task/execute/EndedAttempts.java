package io.stargazer.sdk.task.execute;

import io.stargazer.api.task.AttemptEnd;
import io.stargazer.api.task.EndedAttempt;
import io.stargazer.api.task.TaskEvent.RefusedAttempt;
import io.stargazer.api.task.TaskType;
import io.stargazer.api.task.work.HeldAttempt;
import io.stargazer.sdk.task.wire.Batches;
import io.stargazer.sdk.task.wire.Batches.Batch;
import io.stargazer.sdk.task.wire.Batches.Bounds;
import io.stargazer.sdk.task.wire.Setback;
import io.stargazer.sdk.task.wire.TaskLine;
import io.stargazer.sdk.task.wire.TaskSession;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the servers how attempts ended: all that waits for a type travels together, a few calls at
 * a time, again and again until they know. Thread-safe; does not block.
 */
final class EndedAttempts {

    private static final Logger LOG = LoggerFactory.getLogger(EndedAttempts.class);
    private static final Bounds BOUNDS = new Bounds(4, 2_000, 1 << 20);
    private static final int MOST_UNTOLD = 50_000;
    private static final long BYTES_UNTOLD = 64 << 20;

    private record Ended(HeldAttempt attempt, EndedAttempt end, int bytes) {}

    private final TaskLine line;
    private final Consumer<HeldAttempt> onTold;
    private final Runnable onSetback;
    private final Batches<TaskType, Ended> waiting = new Batches<>(BOUNDS, Ended::bytes);
    private int untold;
    private long untoldBytes;

    /**
     * Nothing to tell yet.
     *
     * @param onTold is called for each attempt when the servers know, or will never
     * @param onSetback is called when {@link #tell} is to be called again in a while
     */
    EndedAttempts(TaskLine line, Consumer<HeldAttempt> onTold, Runnable onSetback) {
        this.line = line;
        this.onTold = onTold;
        this.onSetback = onSetback;
    }

    /** Whether there is room for more results here, in case the servers are away for long. */
    synchronized boolean hasRoom() {
        return untold < MOST_UNTOLD && untoldBytes < BYTES_UNTOLD;
    }

    synchronized int untold() {
        return untold;
    }

    /** Whether something waits for a better time: then {@link #tell} is to be called again. */
    boolean isHeldUp() {
        return waiting.isHeldUp();
    }

    /** There is a new connection. */
    void begin() {
        waiting.begin();
    }

    void add(HeldAttempt attempt, EndedAttempt end) {
        int bytes = bytes(end);
        count(1, bytes);
        waiting.add(attempt.type(), new Ended(attempt, end, bytes));
        tell();
    }

    private synchronized void count(int ends, int bytes) {
        untold += ends;
        untoldBytes += bytes;
    }

    private static int bytes(EndedAttempt end) {
        int bytes = end.end() instanceof AttemptEnd.Succeeded done ? done.result().size() : 0;
        for (String line : end.log()) {
            bytes += 3 * line.length();
        }
        return bytes + 64;
    }

    /** Sends what waits, as far as calls may be made now. */
    void tell() {
        while (true) {
            TaskSession session = line.session();
            Batch<TaskType, Ended> batch = session == null ? null : waiting.next(type -> true);
            if (session == null || batch == null) {
                return;
            }
            List<EndedAttempt> ends = batch.items().stream().map(Ended::end).toList();
            session.call(contract -> contract.ended(session.id(), batch.key(), ends))
                    .whenComplete((refused, thrown) -> answered(batch, refused, thrown));
        }
    }

    private void answered(
            Batch<TaskType, Ended> batch,
            @Nullable List<RefusedAttempt> refused,
            @Nullable Throwable thrown) {
        if (thrown == null) {
            if (refused != null && !refused.isEmpty()) {
                LOG.debug("attempts that do not count: {}", refused);
            }
            settled(batch);
        } else if (Setback.of(thrown) != Setback.FINAL) {
            waiting.again(batch);
            onSetback.run();
            return;
        } else if (batch.items().size() > 1) {
            waiting.againSingly(batch);
        } else {
            LOG.warn(
                    "the servers will not hear of {}, others may do it again: {}",
                    batch.items().getFirst().attempt(),
                    Setback.sentence(thrown));
            settled(batch);
        }
        tell();
    }

    private void settled(Batch<TaskType, Ended> batch) {
        waiting.done();
        for (Ended ended : batch.items()) {
            count(-1, -ended.bytes());
            onTold.accept(ended.attempt());
        }
    }
}
