package io.stargazer.app.demo;

import io.stargazer.api.task.work.Receipt;
import io.stargazer.sdk.task.JobHandle;
import io.stargazer.sdk.task.JobProgress;
import io.stargazer.sdk.task.Tasks;
import io.stargazer.sdk.task.submit.TaskHandle;
import io.stargazer.sdk.task.submit.TaskTerms;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The same statistics as tasks: a job that is split into parts and merged, though one executor is
 * killed and another one hangs (TK-4, TK-6); a task with a deadline (TK-8); a schedule (TK-7).
 */
final class DemoTasks {

    /** Counts a {@link Range} of the sources. */
    static final String TYPE = "count-sources";

    /** What the schedule submits every second. */
    static final String TICK = "tick";

    static final int EXECUTORS = 3;

    private static final int TEXTS_A_PART = 100;
    private static final int LEAST_PARTS = 30;
    private static final Duration DEADLINE = Duration.ofSeconds(5);
    private static final long LOOK_EVERY_MS = 100;

    private final DemoCluster cluster;
    private final int texts;
    private final Consumer<String> onFault;

    /**
     * A part of the sources: those from one number to another, without that one itself.
     *
     * @param from 0 for the first
     */
    public record Range(int from, int to) {}

    /**
     * How the task with a deadline went.
     *
     * @param percent how probable it was said to be that it would be in time; null when nothing was
     *     known of tasks like it
     * @param expectedMs after how long every other one was said to be done
     * @param tookMs after how long it was
     */
    record Urgent(@Nullable Integer percent, long expectedMs, long tookMs) {}

    /**
     * @param texts how many there are
     * @param onFault told the key of the message about a fault when it was made
     */
    DemoTasks(DemoCluster cluster, int texts, Consumer<String> onFault) {
        this.cluster = cluster;
        this.texts = texts;
        this.onFault = onFault;
    }

    /** How many parts the job has. */
    int parts() {
        return ranges().size();
    }

    private List<Range> ranges() {
        int step = Math.clamp(texts / LEAST_PARTS, 1, TEXTS_A_PART);
        List<Range> ranges = new ArrayList<>();
        for (int from = 0; from < texts; from += step) {
            ranges.add(new Range(from, Math.min(from + step, texts)));
        }
        return ranges;
    }

    /**
     * Runs the job. One executor dies after a third of the parts, another one hangs after the half.
     *
     * @param onDone told how many parts are done, on this thread
     */
    SourceTotals count(Tasks tasks, Consumer<Integer> onDone)
            throws IOException, InterruptedException {
        List<Range> parts = ranges();
        BlockingQueue<JobProgress> news = new LinkedBlockingQueue<>();
        JobHandle<SourceTotals> job =
                tasks.job(TYPE, SourceTotals.class)
                        .speculating()
                        .parts(parts)
                        .merge(SourceTotals::sum)
                        .onProgress(news::add);
        var result = job.result();
        int faults = 0;
        while (!result.isDone()) {
            JobProgress progress = news.poll(LOOK_EVERY_MS, TimeUnit.MILLISECONDS);
            int done = progress == null ? 0 : progress.done();
            if (faults == 0 && done > 0 && done >= parts.size() / 3) {
                cluster.killExecutor();
                onFault.accept("demo.executor-killed");
                faults++;
            } else if (faults == 1 && done >= parts.size() / 2) {
                cluster.freezeExecutor();
                onFault.accept("demo.executor-hangs");
                faults++;
            }
            onDone.accept(job.progress().done());
        }
        return job.await();
    }

    /** Counts some texts by a deadline. */
    Urgent hurry(Tasks tasks) {
        Instant asked = Instant.now();
        TaskHandle<SourceTotals> task =
                tasks.submit(
                        TYPE,
                        new Range(0, Math.min(texts, TEXTS_A_PART)),
                        SourceTotals.class,
                        TaskTerms.DEFAULT.withDeadline(asked.plus(DEADLINE)));
        task.await();
        long tookMs = Duration.between(asked, Instant.now()).toMillis();
        Receipt.Prediction prediction = task.receipt().join().prediction();
        return prediction == null
                ? new Urgent(null, 0, tookMs)
                : new Urgent(
                        prediction.onTimePerMille() / 10,
                        Math.max(0, prediction.p50Ms() - asked.toEpochMilli()),
                        tookMs);
    }
}
