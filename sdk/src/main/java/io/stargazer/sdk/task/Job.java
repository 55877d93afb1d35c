package io.stargazer.sdk.task;

import io.stargazer.api.Limits;
import io.stargazer.api.task.TaskType;
import io.stargazer.sdk.task.submit.Submitter;
import io.stargazer.sdk.task.submit.TaskTerms;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A job as it is described: split into parts, each a durable task, done by whichever executors
 * there are, and merged (TK-6). Immutable; {@link Split#merge} starts it.
 *
 * <pre>
 *   long words = tasks.job("count-words", Long.class)
 *       .parts(files)
 *       .merge(counts -> counts.stream().mapToLong(Long::longValue).sum())
 *       .await();
 * </pre>
 *
 * @param <R> what a part returns
 */
public final class Job<R extends @Nullable Object> {

    private static final int WINDOW = 4_096;

    /**
     * What a job consists of.
     *
     * @param count how many there are, -1 when nobody knows yet
     */
    record Parts(Iterator<?> payloads, int count) {}

    private final Submitter submitter;
    private final JobRun.Plan<R> plan;

    Job(Submitter submitter, TaskType type, Class<R> result) {
        this(submitter, new JobRun.Plan<>(type, result, TaskTerms.DEFAULT, WINDOW, null));
    }

    private Job(Submitter submitter, JobRun.Plan<R> plan) {
        this.submitter = submitter;
        this.plan = plan;
    }

    /**
     * How each part is done: a part that fails is tried again, elsewhere if it can be, as its
     * retries say. With a key the whole job is done once, however often it is started with the same
     * parts in the same order.
     */
    public Job<R> withTerms(TaskTerms terms) {
        return new Job<>(submitter, plan.withTerms(terms));
    }

    /**
     * How many parts are open at a time: the next of the iterator is asked for when one is done.
     *
     * @param parts 1 to 30,000; usually 4096
     */
    public Job<R> withWindow(int parts) {
        return new Job<>(submitter, plan.withWindow(Limits.range("window", parts, 1, 30_000)));
    }

    /** With {@link Speculation#DEFAULT}. */
    public Job<R> speculating() {
        return speculating(Speculation.DEFAULT);
    }

    /**
     * Parts that take much longer than the others are begun a second time, by another executor that
     * is free; the first end of the two counts, and the other attempt is interrupted. Handlers must
     * bear being run twice anyway, and the fence of the second attempt is greater. Not done unless
     * asked for: it spends places on work that is being done, and what a handler writes apart from
     * its result, it would write twice without any failure. A part that became a cheaper type, or
     * that only one executor may do, is not begun twice.
     */
    public Job<R> speculating(Speculation when) {
        return new Job<>(submitter, plan.withSpeculation(when));
    }

    /** These parts, and no others. */
    public Split parts(Collection<?> payloads) {
        return new Split(new Parts(List.copyOf(payloads).iterator(), payloads.size()));
    }

    /** Parts that are made while others are done; asked for on a virtual thread, may block. */
    public Split parts(Iterator<?> payloads) {
        return new Split(new Parts(payloads, -1));
    }

    /** A job with its parts. Can be started once. */
    public final class Split {

        private final Parts parts;

        private Split(Parts parts) {
            this.parts = parts;
        }

        /**
         * Starts the job.
         *
         * @param merge makes the result of those of the parts, in the order of the parts; on a
         *     virtual thread
         */
        public <T extends @Nullable Object> JobHandle<T> merge(Function<List<R>, T> merge) {
            JobRun<R, T> run = new JobRun<>(submitter, plan, merge);
            run.start(parts);
            return run.handle();
        }

        /** Starts the job for its effects. */
        public JobHandle<@Nullable Void> run() {
            return merge(results -> null);
        }
    }
}
