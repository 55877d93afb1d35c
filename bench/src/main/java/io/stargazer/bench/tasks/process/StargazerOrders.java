package io.stargazer.bench.tasks.process;

import io.stargazer.api.task.RetryPolicy;
import io.stargazer.bench.tasks.peer.StargazerQueue;
import io.stargazer.sdk.task.Tasks;
import io.stargazer.sdk.task.submit.TaskTerms;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What only our submitter is asked for: {@code parts COUNT} does a job of so many parts, answered
 * by nanoseconds; {@code fill COUNT} submits so many tasks that nobody does, answered by
 * nanoseconds; {@code hold COUNT} submits tasks that may be held; {@code deadlines COUNT} is {@link
 * Calibration}.
 */
final class StargazerOrders {

    /** A lost attempt is no reason to wait. */
    private static final TaskTerms AT_ONCE =
            TaskTerms.DEFAULT.withRetry(new RetryPolicy(100, 0, 0));

    private static final String UNDONE = "undone";
    private static final int FILL_IN_FLIGHT = 32_768;
    private static final long PATIENCE_SECONDS = 60;

    private StargazerOrders() {}

    static String carryOut(Tasks tasks, List<String> words) throws Exception {
        int count = Integer.parseInt(words.get(1));
        return switch (words.getFirst()) {
            case "parts" -> Long.toString(parts(tasks, count));
            case "fill" -> Long.toString(fill(tasks, count));
            case "hold" -> hold(tasks, count);
            case "deadlines" -> new Calibration(tasks).measure(count);
            default -> throw new IllegalArgumentException("no such order");
        };
    }

    private static long parts(Tasks tasks, int count) {
        List<byte[]> payloads = Collections.nCopies(count, StargazerQueue.stamp());
        long startNs = System.nanoTime();
        int merged =
                tasks.job(StargazerQueue.EMPTY, Void.class)
                        .parts(payloads)
                        .merge(List::size)
                        .await();
        if (merged != count) {
            throw new IllegalStateException("%d of %d parts came".formatted(merged, count));
        }
        return System.nanoTime() - startNs;
    }

    private static long fill(Tasks tasks, int count) throws InterruptedException {
        Semaphore places = new Semaphore(FILL_IN_FLIGHT);
        AtomicInteger failed = new AtomicInteger();
        long startNs = System.nanoTime();
        for (int number = 0; number < count; number++) {
            places.acquire();
            CompletableFuture<?> _ =
                    tasks.submitOnly(UNDONE, StargazerQueue.stamp(), TaskTerms.DEFAULT)
                            .whenComplete((_, failure) -> {
                                failed.addAndGet(failure == null ? 0 : 1);
                                places.release();
                            });
        }
        boolean areAllAnswered =
                places.tryAcquire(FILL_IN_FLIGHT, PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (!areAllAnswered || failed.get() > 0) {
            throw new IllegalStateException(failed.get() + " tasks were not accepted");
        }
        return System.nanoTime() - startNs;
    }

    private static String hold(Tasks tasks, int count) throws Exception {
        List<CompletableFuture<?>> receipts = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            receipts.add(tasks.submitOnly(ExecutorProcess.HELD, StargazerQueue.stamp(), AT_ONCE));
        }
        for (CompletableFuture<?> receipt : receipts) {
            receipt.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
        return Integer.toString(receipts.size());
    }
}
