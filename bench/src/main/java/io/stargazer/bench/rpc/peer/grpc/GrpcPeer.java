package io.stargazer.bench.rpc.peer.grpc;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollIoHandler;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollServerSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollSocketChannel;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.stargazer.bench.rpc.load.Answer;
import io.stargazer.bench.rpc.load.AsyncEcho;
import io.stargazer.bench.rpc.load.BlockingEcho;
import io.stargazer.bench.rpc.peer.Opened;
import io.stargazer.bench.rpc.peer.Peer;
import io.stargazer.bench.rpc.peer.Variant;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;

/**
 * grpc-java as its makers ship it, on raw bytes, so that no Protobuf is measured. With the direct
 * executor handlers and answers stay on the event loop, as ours do; else they move to its pool.
 */
public final class GrpcPeer implements Peer {

    private static final MethodDescriptor<byte[], byte[]> ECHO =
            MethodDescriptor.newBuilder(GrpcBytes.INSTANCE, GrpcBytes.INSTANCE)
                    .setType(MethodDescriptor.MethodType.UNARY)
                    .setFullMethodName("bench.Echo/Echo")
                    .build();

    private final boolean direct;
    private final Opened opened = new Opened();

    public GrpcPeer(boolean direct) {
        this.direct = direct;
    }

    @Override
    public Serving serve(Variant variant, int port) throws IOException {
        EventLoopGroup loop = loop();
        NettyServerBuilder builder =
                NettyServerBuilder.forAddress(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                        .channelType(EpollServerSocketChannel.class)
                        .bossEventLoopGroup(loop)
                        .workerEventLoopGroup(loop)
                        .addService(
                                ServerServiceDefinition.builder("bench.Echo")
                                        .addMethod(ECHO, ServerCalls.asyncUnaryCall(GrpcPeer::echo))
                                        .build());
        if (direct) {
            builder.directExecutor();
        }
        Server server = builder.build().start();
        opened.add(server::shutdownNow);
        return new Serving(HOST + ":" + server.getPort());
    }

    private static void echo(byte[] request, StreamObserver<byte[]> reply) {
        reply.onNext(request);
        reply.onCompleted();
    }

    @Override
    public AsyncEcho async(Variant variant, List<String> addresses) {
        ManagedChannel channel = connect(addresses.getFirst());
        return (payload, answer) ->
                ClientCalls.asyncUnaryCall(
                        channel.newCall(ECHO, CallOptions.DEFAULT), payload, new Reply(answer));
    }

    @Override
    public BlockingEcho blocking(Variant variant, String address) {
        ManagedChannel channel = connect(address);
        return payload ->
                ClientCalls.blockingUnaryCall(channel, ECHO, CallOptions.DEFAULT, payload).length;
    }

    private ManagedChannel connect(String address) {
        URI at = URI.create("tcp://" + address);
        NettyChannelBuilder builder =
                NettyChannelBuilder.forAddress(at.getHost(), at.getPort())
                        .usePlaintext()
                        .channelType(EpollSocketChannel.class)
                        .eventLoopGroup(loop());
        if (direct) {
            builder.directExecutor();
        }
        ManagedChannel channel = builder.build();
        opened.add(channel::shutdownNow);
        return channel;
    }

    private EventLoopGroup loop() {
        EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        opened.add(loop::shutdownGracefully);
        return loop;
    }

    @Override
    public void close() throws IOException {
        opened.close();
    }

    /** Tells an answer of a call. */
    private static final class Reply implements StreamObserver<byte[]> {
        private final Answer answer;
        private int bytes = -1;

        Reply(Answer answer) {
            this.answer = answer;
        }

        @Override
        public void onNext(byte[] echo) {
            bytes = echo.length;
        }

        @Override
        public void onError(Throwable failure) {
            answer.failed(failure);
        }

        @Override
        public void onCompleted() {
            answer.answered(bytes);
        }
    }
}
