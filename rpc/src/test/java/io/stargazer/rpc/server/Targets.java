package io.stargazer.rpc.server;

import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import io.stargazer.rpc.CallObserver;
import io.stargazer.rpc.NonBlocking;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/** What is served to callers gone mad: methods of every kind, which count how often they began. */
final class Targets {

    static final String[] PATHS = {
        "target/inline", "target/later", "target/items", "target/blocks", "target/unknown"
    };

    static final int OVERSIZE = 70_000;

    interface Target {
        @NonBlocking
        byte[] inline(byte[] request);

        @NonBlocking
        CompletableFuture<byte[]> later(byte[] request);

        Flow.Publisher<byte[]> items(byte[] request);

        byte[] blocks(byte[] request) throws InterruptedException;
    }

    private final Deque<CompletableFuture<byte[]>> waiting = new ArrayDeque<>();
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();
    final CallObserver observer =
            (service, method, principal, status, nanos) -> ended.incrementAndGet();

    int begun() {
        return begun.get();
    }

    int ended() {
        return ended.get();
    }

    void reset() {
        waiting.clear();
        begun.set(0);
        ended.set(0);
    }

    /** Ends some of the calls that wait. */
    void endSome(RandomGenerator random) {
        for (int some = random.nextInt(3); some > 0 && !waiting.isEmpty(); some--) {
            CompletableFuture<byte[]> future = waiting.poll();
            if (random.nextInt(4) == 0) {
                future.completeExceptionally(new IllegalStateException("the handler has a bug"));
            } else {
                future.complete(new byte[random.nextInt(10) == 0 ? OVERSIZE : 9]);
            }
        }
    }

    Target target() {
        return new Target() {
            @Override
            public byte[] inline(byte[] request) {
                begun.incrementAndGet();
                return switch (request.length == 0 ? 0 : request[0] & 31) {
                    case 1 -> throw new Rejected(Status.CONFLICT, "target.no", "not now");
                    case 2 -> throw new IllegalStateException("the handler has a bug");
                    case 3 -> new byte[OVERSIZE];
                    case 4 -> null;
                    default -> request;
                };
            }

            @Override
            public CompletableFuture<byte[]> later(byte[] request) {
                begun.incrementAndGet();
                CompletableFuture<byte[]> answer = new CompletableFuture<>();
                waiting.add(answer);
                return answer;
            }

            @Override
            public Flow.Publisher<byte[]> items(byte[] request) {
                begun.incrementAndGet();
                return subscriber -> subscriber.onSubscribe(new Items(subscriber, request));
            }

            @Override
            public byte[] blocks(byte[] request) throws InterruptedException {
                begun.incrementAndGet();
                new CountDownLatch(1).await();
                return request;
            }
        };
    }

    /** As many items as the request's first byte says, some of them too large, some too many. */
    private static final class Items implements Flow.Subscription {

        private final Flow.Subscriber<? super byte[]> subscriber;
        private final byte[] request;
        private int left;

        private Items(Flow.Subscriber<? super byte[]> subscriber, byte[] request) {
            this.subscriber = subscriber;
            this.request = request;
            this.left = request.length == 0 ? 5 : request[0] & 0xFF;
        }

        @Override
        public void request(long items) {
            for (long at = 0; at < items && left > 0; at++, left--) {
                subscriber.onNext(left == 77 ? new byte[OVERSIZE] : request);
            }
            if (left == 0) {
                left = -1;
                subscriber.onComplete();
            } else if (left == 66) {
                subscriber.onNext(request);
                subscriber.onNext(request);
            }
        }

        @Override
        public void cancel() {
            left = -1;
        }
    }
}
