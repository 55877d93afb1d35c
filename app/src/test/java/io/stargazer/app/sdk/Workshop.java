package io.stargazer.app.sdk;

import io.stargazer.rpc.CallContext;
import io.stargazer.rpc.codec.Converted;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;

/** A contract with a method of every kind. */
public interface Workshop {

    Sum add(int left, int right);

    CompletableFuture<Sum> addLater(Sum left, Sum right);

    Flow.Publisher<Sum> count(int from, int to);

    /** The sum of what the caller sends. */
    CompletableFuture<Sum> total(Flow.Publisher<Sum> sums);

    /** Each, doubled, as it comes. */
    Flow.Publisher<Sum> doubled(Flow.Publisher<Sum> sums);

    int size(List<String> words);

    void note(String text);

    String fail(String sentence);

    /** How much time the caller has left. */
    long remainingMs();

    /** Answers never; ends when the caller does not wait any more. */
    String waitForEver();

    /** A value of the contract's own. */
    record Sum(int value) {}

    /** As a provider implements it. */
    final class Real implements Workshop {

        private final CountDownLatch cancelled = new CountDownLatch(1);

        @Override
        public Sum add(int left, int right) {
            return new Sum(left + right);
        }

        @Override
        public CompletableFuture<Sum> addLater(Sum left, Sum right) {
            return CompletableFuture.supplyAsync(() -> add(left.value(), right.value()));
        }

        @Override
        public Flow.Publisher<Sum> count(int from, int to) {
            return subscriber -> {
                SubmissionPublisher<Sum> items = new SubmissionPublisher<>();
                items.subscribe(subscriber);
                Thread.startVirtualThread(() -> {
                    IntStream.rangeClosed(from, to).mapToObj(Sum::new).forEach(items::submit);
                    items.close();
                });
            };
        }

        @Override
        public CompletableFuture<Sum> total(Flow.Publisher<Sum> sums) {
            return CallTest.allOf(sums)
                    .thenApply(all -> new Sum(all.stream().mapToInt(Sum::value).sum()));
        }

        @Override
        public Flow.Publisher<Sum> doubled(Flow.Publisher<Sum> sums) {
            return Converted.of(sums, sum -> new Sum(2 * sum.value()));
        }

        @Override
        public int size(List<String> words) {
            return words.size();
        }

        @Override
        public void note(String text) {}

        @Override
        public String fail(String sentence) {
            throw new IllegalStateException(sentence);
        }

        @Override
        public long remainingMs() {
            long deadlineNs = CallContext.current().orElseThrow().deadlineNs();
            return TimeUnit.NANOSECONDS.toMillis(deadlineNs - System.nanoTime());
        }

        @Override
        public String waitForEver() {
            Runnable _ = CallContext.current().orElseThrow().onCancel(cancelled::countDown);
            try {
                cancelled.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return "nobody hears this";
        }

        /** Waits until a caller of {@link #waitForEver} has gone. */
        void awaitCancellation() throws InterruptedException, TimeoutException {
            if (!cancelled.await(60, TimeUnit.SECONDS)) {
                throw new TimeoutException("nobody cancelled");
            }
        }
    }
}
