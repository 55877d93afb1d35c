package io.stargazer.rpc.server;

import io.netty.buffer.ByteBuf;
import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import io.stargazer.rpc.CallObserver;
import io.stargazer.rpc.NonBlocking;
import io.stargazer.rpc.bulk.BulkBatch;
import io.stargazer.rpc.hostile.Gives;
import io.stargazer.rpc.hostile.Script;
import io.stargazer.rpc.hostile.Takes;
import io.stargazer.rpc.service.ServiceTable;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/** What is served to callers gone mad: methods of every kind, which count how often they began. */
final class Targets {

    /** Those that need no thread. */
    static final Script.Method[] INLINE = {
        new Script.Method("target/inline", 0), new Script.Method("target/later", 0)
    };

    /** Those that are called many at a time, besides one that is not. */
    static final Script.Method[] BULK = {
        new Script.Method("target/many", 0), new Script.Method("target/inline", 0)
    };

    static final Script.Method[] ALL = {
        new Script.Method("target/inline", 0),
        new Script.Method("target/later", 0),
        new Script.Method("target/blocks", 0),
        new Script.Method("target/download", 1),
        new Script.Method("target/upload", 2),
        new Script.Method("target/duplex", 3),
        new Script.Method("target/unknown", 0)
    };

    private static final int OVERSIZE = 70_000;

    interface Target {
        @NonBlocking
        byte[] inline(byte[] request);

        @NonBlocking
        CompletableFuture<byte[]> later(byte[] request);

        byte[] blocks(byte[] request) throws InterruptedException;

        Flow.Publisher<byte[]> download(byte[] request);

        CompletableFuture<byte[]> upload(byte[] request, Flow.Publisher<byte[]> items);

        Flow.Publisher<byte[]> duplex(byte[] request, Flow.Publisher<byte[]> items);
    }

    private final Deque<CompletableFuture<byte[]>> waiting = new ArrayDeque<>();
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();
    final CallObserver observer =
            (service, method, principal, status, nanos) -> ended.incrementAndGet();

    void reset() {
        waiting.clear();
        begun.set(0);
        ended.set(0);
    }

    int begun() {
        return begun.get();
    }

    int ended() {
        return ended.get();
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

    private static int first(byte[] request) {
        return request.length == 0 ? 0 : request[0] & 0xFF;
    }

    /** All that is served; what a handler does hangs on the first byte. */
    ServiceTable services() {
        return new ServiceTable()
                .bind("target", Target.class, target())
                .bindBulk("target", "many", (call, batch) -> many(batch));
    }

    /** Echoes, fails some, and leaves the rest of a batch in the lurch at times. */
    private void many(BulkBatch batch) {
        while (batch.next()) {
            begun.incrementAndGet();
            ByteBuf request = batch.request();
            switch (request.isReadable() ? request.getByte(request.readerIndex()) & 31 : 0) {
                case 1 -> batch.fail(new Rejected(Status.CONFLICT, "target.no", "not now"));
                case 2 -> throw new IllegalStateException("the handler has a bug");
                case 3 -> batch.response().writeZero(OVERSIZE);
                case 4 -> {
                    return;
                }
                case 5 -> throw new Rejected(Status.CONFLICT, "target.no", "none of them");
                default -> batch.response().writeBytes(request);
            }
        }
    }

    private Target target() {
        return new Target() {
            @Override
            public byte[] inline(byte[] request) {
                begun.incrementAndGet();
                return switch (first(request) & 31) {
                    case 1 -> throw new Rejected(Status.CONFLICT, "target.no", "not now");
                    case 2 -> throw new IllegalStateException("the handler has a bug");
                    case 3 -> new byte[OVERSIZE];
                    case 4 -> throw new StackOverflowError();
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
            public byte[] blocks(byte[] request) throws InterruptedException {
                begun.incrementAndGet();
                new CountDownLatch(1).await();
                return request;
            }

            @Override
            public Flow.Publisher<byte[]> download(byte[] request) {
                begun.incrementAndGet();
                return new Gives(first(request), first(request) & 7);
            }

            @Override
            public CompletableFuture<byte[]> upload(byte[] request, Flow.Publisher<byte[]> items) {
                begun.incrementAndGet();
                Takes takes = new Takes(first(request) & 31);
                items.subscribe(takes);
                return takes.answer();
            }

            @Override
            public Flow.Publisher<byte[]> duplex(byte[] request, Flow.Publisher<byte[]> items) {
                begun.incrementAndGet();
                items.subscribe(new Takes(first(request) & 31));
                return new Gives(first(request), first(request) & 7);
            }
        };
    }
}
