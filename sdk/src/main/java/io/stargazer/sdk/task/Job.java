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
    private final TaskType type;
    private final Class<R> result;
    private final TaskTerms terms;
    private final int window;

    Job(Submitter submitter, TaskType type, Class<R> result) {
        this(submitter, type, result, TaskTerms.DEFAULT, WINDOW);
    }

    private Job(Submitter submitter, TaskType type, Class<R> result, TaskTerms terms, int window) {
        this.submitter = submitter;
        this.type = type;
        this.result = result;
        this.terms = terms;
        this.window = window;
    }

    /**
     * How each part is done: a part that fails is tried again, elsewhere if it can be, as its
     * retries say. With a key the whole job is done once, however often it is started with the same
     * parts in the same order.
     */
    public Job<R> withTerms(TaskTerms changed) {
        return new Job<>(submitter, type, result, changed, window);
    }

    /**
     * How many parts are open at a time: the next of the iterator is asked for when one is done.
     *
     * @param parts 1 to 30,000; usually 4096
     */
    public Job<R> withWindow(int parts) {
        return new Job<>(submitter, type, result, terms, Limits.range("window", parts, 1, 30_000));
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
            JobRun<R, T> run =
                    new JobRun<>(submitter, new JobRun.Plan<>(type, result, terms, window), merge);
            run.start(parts);
            return run.handle();
        }

        /** Starts the job for its effects. */
        public JobHandle<@Nullable Void> run() {
            return merge(results -> null);
        }
    }
}
