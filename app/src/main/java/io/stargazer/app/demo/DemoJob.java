package io.stargazer.app.demo;

import io.stargazer.api.Failure;
import io.stargazer.app.demo.TextStatistics.Statistics;
import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** Sends every text through the service, some at a time, and keeps the answers by text. */
final class DemoJob {

    private static final int IN_FLIGHT = 64;

    private final DemoInput input;
    private final TextStatistics service;
    private final AtomicReferenceArray<@Nullable Statistics> answers;
    private final AtomicInteger done = new AtomicInteger();
    private final LongAdder calls = new LongAdder();
    private final LongAdder repeated = new LongAdder();
    private volatile @Nullable Throwable firstFailure;

    /**
     * How the answers compare with a plain computation.
     *
     * @param calls answers that came
     * @param lost texts without an answer
     * @param different texts whose answer is not that of the plain computation
     * @param twice texts with more than one answer
     * @param plain all texts together, by the plain computation
     * @param firstFailure what went wrong first, empty if nothing did
     */
    record Comparison(
            long calls,
            int lost,
            int different,
            long twice,
            SourceTotals plain,
            String firstFailure) {

        boolean isIdentical() {
            return lost == 0 && different == 0 && twice == 0;
        }
    }

    DemoJob(DemoInput input, TextStatistics service) {
        this.input = input;
        this.service = service;
        this.answers = new AtomicReferenceArray<>(input.size());
    }

    int done() {
        return done.get();
    }

    /**
     * Sends all texts and waits for the answers.
     *
     * @param onSent told the number of texts sent so far, in this thread
     */
    void run(IntConsumer onSent) throws InterruptedException {
        Semaphore room = new Semaphore(IN_FLIGHT);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < input.size(); i++) {
                int index = i;
                room.acquire();
                threads.execute(() -> {
                    try {
                        send(index);
                    } finally {
                        done.incrementAndGet();
                        room.release();
                    }
                });
                onSent.accept(i + 1);
            }
        }
    }

    private void send(int index) {
        try {
            Statistics answer = service.count(input.read(index));
            calls.increment();
            if (!answers.compareAndSet(index, null, answer)) {
                repeated.increment();
            }
        } catch (IOException | Failure failure) {
            if (firstFailure == null) {
                firstFailure = failure;
            }
        }
    }

    /** Computes everything again, one text after the other, in this process. */
    Comparison compare(IntConsumer onCompared) throws IOException {
        TextCounter plain = new TextCounter();
        int lost = 0;
        int different = 0;
        SourceTotals.Sum sum = new SourceTotals.Sum();
        for (int i = 0; i < input.size(); i++) {
            Statistics answer = answers.get(i);
            Statistics own = plain.count(input.read(i));
            sum.add(own);
            if (answer == null) {
                lost++;
            } else {
                different += answer.equals(own) ? 0 : 1;
            }
            onCompared.accept(i + 1);
        }
        Throwable failure = firstFailure;
        return new Comparison(
                calls.sum(),
                lost,
                different,
                repeated.sum(),
                sum.totals(),
                failure == null ? "" : String.valueOf(failure.getMessage()));
    }
}
