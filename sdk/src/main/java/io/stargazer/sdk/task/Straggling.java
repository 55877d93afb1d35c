package io.stargazer.sdk.task;

import io.stargazer.api.task.TaskId;
import io.stargazer.api.task.TaskType;
import io.stargazer.api.task.work.Stragglers;
import io.stargazer.sdk.task.submit.Submitter;
import io.stargazer.sdk.task.wire.Setback;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after the parts of a job that take long, on a virtual thread that ends with the job: asks
 * the leader now and then, who knows when their attempts began. Thread-safe.
 */
final class Straggling {

    private static final Logger LOG = LoggerFactory.getLogger(Straggling.class);
    private static final long PERIOD_NS = 200_000_000;

    /** The last ones that ended say what is usual. */
    private static final int MOST_ENDED = 250;

    /** What it asks of the job. */
    interface Parts {

        /**
         * Those that were submitted before a moment and are open, the first {@value
         * Stragglers#MOST_NAMED}; none before so much is done.
         *
         * @param beforeNs as {@code System.nanoTime}
         */
        List<TaskId> open(double share, long beforeNs);

        /** Some run twice now that did not before. */
        void twice(int all);
    }

    private final Submitter submitter;
    private final TaskType type;
    private final Speculation when;
    private final Parts parts;
    private final ArrayDeque<TaskId> ended = new ArrayDeque<>();
    private final Set<TaskId> twice = new HashSet<>();

    Straggling(Submitter submitter, TaskType type, Speculation when, Parts parts) {
        this.submitter = submitter;
        this.type = type;
        this.when = when;
        this.parts = parts;
    }

    /** Begins; whoever ends the job is to wake the thread. */
    Thread watch(String job, BooleanSupplier isOver) {
        return Thread.ofVirtual().name(job + "-stragglers").start(() -> watch(isOver));
    }

    synchronized void ended(TaskId part) {
        if (ended.size() == MOST_ENDED) {
            ended.remove();
        }
        ended.add(part);
    }

    private void watch(BooleanSupplier isOver) {
        boolean isAnswered = true;
        while (isAnswered && !isOver.getAsBoolean()) {
            LockSupport.parkNanos(PERIOD_NS);
            long beforeNs = System.nanoTime() - when.floor().toNanos();
            List<TaskId> open = parts.open(when.share(), beforeNs);
            isAnswered = open.isEmpty() || ask(open);
        }
    }

    /** Whether to ask again. */
    private boolean ask(List<TaskId> open) {
        try {
            add(submitter.speculate(stragglers(open)));
            return true;
        } catch (RuntimeException refused) {
            boolean isPassing = Setback.of(refused) != Setback.FINAL;
            if (!isPassing) {
                LOG.warn("no part of {} will run twice: {}", type, Setback.sentence(refused));
            }
            return isPassing;
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts this thread", e);
        }
    }

    private synchronized Stragglers stragglers(List<TaskId> open) {
        return new Stragglers(
                type, open, List.copyOf(ended), when.timesPerMille(), when.floor().toMillis());
    }

    private void add(List<TaskId> running) {
        int all;
        synchronized (this) {
            if (!twice.addAll(running)) {
                return;
            }
            all = twice.size();
        }
        parts.twice(all);
    }
}
