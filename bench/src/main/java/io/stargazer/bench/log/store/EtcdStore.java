package io.stargazer.bench.log.store;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollIoHandler;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollSocketChannel;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.stargazer.bench.rpc.peer.grpc.GrpcBytes;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Puts over etcd's own gRPC API, with grpc-java's direct executor and one event loop, as ours has.
 */
public final class EtcdStore implements Store {

    private static final MethodDescriptor<byte[], byte[]> PUT =
            method("etcdserverpb.KV/Put", MethodType.UNARY);
    private static final MethodDescriptor<byte[], byte[]> WATCH =
            method("etcdserverpb.Watch/Watch", MethodType.BIDI_STREAMING);
    private static final MethodDescriptor<byte[], byte[]> STATUS =
            method("etcdserverpb.Maintenance/Status", MethodType.UNARY);

    private static final long ATTEMPT_MS = 500;
    private static final long WATCH_SECONDS = 10;
    private static final byte[] EMPTY = new byte[0];

    private final EventLoopGroup loop =
            new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final ManagedChannel channel;

    /**
     * How a server of etcd is.
     *
     * @param leads whether it is the leader
     */
    public record Status(boolean leads, long term) {}

    /** Connects when it is first used. */
    public EtcdStore(String address) {
        URI at = URI.create("tcp://" + address);
        channel =
                NettyChannelBuilder.forAddress(at.getHost(), at.getPort())
                        .usePlaintext()
                        .channelType(EpollSocketChannel.class)
                        .eventLoopGroup(loop)
                        .directExecutor()
                        .build();
    }

    private static MethodDescriptor<byte[], byte[]> method(String name, MethodType type) {
        return MethodDescriptor.newBuilder(GrpcBytes.INSTANCE, GrpcBytes.INSTANCE)
                .setType(type)
                .setFullMethodName(name)
                .build();
    }

    @Override
    public CompletableFuture<?> write(long number) {
        return call(PUT, put(number), CallOptions.DEFAULT);
    }

    /** Eight bytes of key and 120 of value. */
    private static byte[] put(long number) {
        byte[] key = "i-%06d".formatted(number % KEYS).getBytes(StandardCharsets.UTF_8);
        return EtcdMessages.put(key, "%0120d".formatted(number).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void watch(Runnable changed) throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        StreamObserver<byte[]> requests =
                ClientCalls.asyncBidiStreamingCall(
                        channel.newCall(WATCH, CallOptions.DEFAULT),
                        new Observer(
                                response -> {
                                    if (EtcdMessages.hasEvents(response)) {
                                        changed.run();
                                    } else {
                                        begun.countDown();
                                    }
                                },
                                failure -> System.err.println("a watch broke: " + failure)));
        requests.onNext(
                EtcdMessages.watch(
                        "i-".getBytes(StandardCharsets.UTF_8),
                        "i.".getBytes(StandardCharsets.UTF_8)));
        if (!begun.await(WATCH_SECONDS, TimeUnit.SECONDS)) {
            throw new IOException("the watch did not begin");
        }
    }

    @Override
    public void attempt() throws Exception {
        CallOptions soon = CallOptions.DEFAULT.withDeadlineAfter(ATTEMPT_MS, TimeUnit.MILLISECONDS);
        call(PUT, put(System.nanoTime() & Integer.MAX_VALUE), soon).get();
    }

    /** Asks the server how it is. */
    public Status status() throws Exception {
        CallOptions soon = CallOptions.DEFAULT.withDeadlineAfter(ATTEMPT_MS, TimeUnit.MILLISECONDS);
        byte[] answer = call(STATUS, EMPTY, soon).get();
        return new Status(EtcdMessages.leads(answer), EtcdMessages.term(answer));
    }

    private CompletableFuture<byte[]> call(
            MethodDescriptor<byte[], byte[]> method, byte[] request, CallOptions options) {
        CompletableFuture<byte[]> answer = new CompletableFuture<>();
        ClientCalls.asyncUnaryCall(
                channel.newCall(method, options),
                request,
                new Observer(answer::complete, answer::completeExceptionally));
        return answer;
    }

    @Override
    public void close() {
        channel.shutdownNow();
        loop.shutdownGracefully();
    }

    private record Observer(Consumer<byte[]> each, Consumer<Throwable> broken)
            implements StreamObserver<byte[]> {

        @Override
        public void onNext(byte[] response) {
            each.accept(response);
        }

        @Override
        public void onError(Throwable failure) {
            broken.accept(failure);
        }

        @Override
        public void onCompleted() {
            // The answer has come by onNext; a watch does not end.
        }
    }
}
