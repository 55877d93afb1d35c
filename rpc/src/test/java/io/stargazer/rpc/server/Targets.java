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
        new Script.Method("target/inline", 0),
        new Script.Method("target/later", 0),
        new Script.Method("target/bulk", 0)
    };

    static final Script.Method[] ALL = {
        new Script.Method("target/inline", 0),
        new Script.Method("target/later", 0),
        new Script.Method("target/bulk", 0),
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

    /** A handler of batches; what it does hangs on the first byte of each request. */
    void bulk(BulkBatch batch) {
        boolean bug = false;
        while (batch.next()) {
            begun.incrementAndGet();
            ByteBuf request = batch.request();
            int first = request.isReadable() ? request.getByte(request.readerIndex()) & 31 : 0;
            if (first == 3) {
                batch.response().writeZero(OVERSIZE);
            } else {
                batch.response().writeBytes(request);
            }
            if (first == 1) {
                batch.fail(new Rejected(Status.CONFLICT, "target.no", "not now"));
            }
            bug |= first == 2;
        }
        if (bug) {
            throw new IllegalStateException("the handler has a bug, too late to do harm");
        }
    }

    /** The handlers; what they do hangs on the first byte. */
    Target target() {
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
