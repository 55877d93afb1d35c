package io.stargazer.bench.tasks.peer;

import io.stargazer.bench.RegistryClient;
import io.stargazer.sdk.Options;
import io.stargazer.sdk.Stargazer;
import io.stargazer.sdk.task.TaskBatch;
import io.stargazer.sdk.task.Tasks;
import io.stargazer.sdk.task.execute.ExecutorOptions;
import io.stargazer.sdk.task.submit.TaskHandle;
import io.stargazer.sdk.task.submit.TaskTerms;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Ours, through the SDK. Pressing waits until every task has ended, and the submitter knows. */
public final class StargazerQueue implements TaskQueue {

    /** The type of the tasks that do nothing. */
    public static final String EMPTY = "empty";

    /** Attempts that an executor takes at a time, where the rate is what counts. */
    public static final int CREDIT = 4096;

    private static final int TOGETHER = 512;
    private static final int BATCHES = 32;
    private static final long PATIENCE_SECONDS = 60;

    private final Stargazer application;

    /**
     * Connects.
     *
     * @param folder for what it remembers of the servers
     */
    public StargazerQueue(String addresses, String secret, Path folder) {
        application =
                Stargazer.connect(
                        Options.of(addresses, RegistryClient.APPLICATION, secret)
                                .withCacheDirectory(folder)
                                .withConnectTimeout(Duration.ofMinutes(1)));
    }

    public Tasks tasks() {
        return application.tasks();
    }

    /** A payload that says when it was made. */
    public static byte[] stamp() {
        return ByteBuffer.allocate(Long.BYTES).putLong(System.nanoTime()).array();
    }

    /** What {@link #stamp} said. */
    public static long stampNs(byte[] payload) {
        return ByteBuffer.wrap(payload).getLong();
    }

    @Override
    public long press(double seconds) throws InterruptedException {
        return press(seconds, TaskTerms.DEFAULT);
    }

    /** The same of tasks that are in no log. */
    public long pressEphemeral(double seconds) throws InterruptedException {
        return press(seconds, TaskTerms.DEFAULT.ephemeral());
    }

    private long press(double seconds, TaskTerms terms) throws InterruptedException {
        long untilNs = System.nanoTime() + (long) (seconds * 1e9);
        Semaphore places = new Semaphore(BATCHES);
        AtomicLong done = new AtomicLong();
        long submitted = 0;
        while (System.nanoTime() - untilNs < 0) {
            places.acquire();
            submitted += TOGETHER;
            TaskBatch<Void> batch =
                    tasks().submitAll(
                                    EMPTY,
                                    Collections.nCopies(TOGETHER, stamp()),
                                    Void.class,
                                    terms);
            Thread.startVirtualThread(() -> {
                for (TaskHandle<Void> ended : batch) {
                    done.addAndGet(ended.result().isCompletedExceptionally() ? 0 : 1);
                }
                places.release();
            });
        }
        boolean areAllEnded = places.tryAcquire(BATCHES, PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (!areAllEnded || done.get() < submitted) {
            throw new IllegalStateException(
                    "only %d of %d tasks succeeded".formatted(done.get(), submitted));
        }
        return submitted;
    }

    @Override
    public void submit() throws Exception {
        tasks().submit(EMPTY, stamp(), Void.class)
                .receipt()
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void work(Begun begun) {
        work(begun, CREDIT);
    }

    /** The same with so many at a time; 0 for the usual. */
    public void work(Begun begun, int credit) {
        ExecutorOptions usual = ExecutorOptions.usual();
        tasks().executing(credit == 0 ? usual : usual.withCredit(credit));
        tasks().execute(
                        EMPTY,
                        byte[].class,
                        (payload, task) -> {
                            begun.began(stampNs(payload));
                            begun.ended(1);
                            return null;
                        });
    }

    @Override
    public void close() {
        application.close();
    }
}
