package io.stargazer.bench.rpc.peer.netty;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.stargazer.bench.rpc.load.AsyncEcho;
import io.stargazer.bench.rpc.load.BatchedEcho;
import io.stargazer.bench.rpc.load.BlockingEcho;
import io.stargazer.bench.rpc.peer.Peer;
import io.stargazer.bench.rpc.peer.Variant;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Bare Netty of our version, on epoll as ours is: frames of a length, a number and the bytes, and
 * nothing else. No deadlines, no methods, no failures, no copy of the bytes for anybody.
 */
public final class NettyPeer implements Peer {

    private static final int MAX_FRAME_BYTES = 1 << 20;
    private static final int LENGTH_BYTES = 4;
    private static final int READ_BYTES = 256 << 10;

    private final EventLoopGroup loop =
            new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());

    @Override
    public Serving serve(Variant variant, int port) throws InterruptedException {
        Channel listener =
                new ServerBootstrap()
                        .group(loop)
                        .channel(EpollServerSocketChannel.class)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childHandler(
                                variant == Variant.BATCHED
                                        ? batches(NettyBatches.Server::new)
                                        : frames(0, NettyFrames.Server::new))
                        .bind(HOST, port)
                        .sync()
                        .channel();
        return new Serving(HOST + ":" + ((InetSocketAddress) listener.localAddress()).getPort());
    }

    @Override
    public AsyncEcho async(Variant variant, List<String> addresses) throws InterruptedException {
        NettyFrames.Client client = new NettyFrames.Client();
        connect(addresses.getFirst(), frames(LENGTH_BYTES, () -> client));
        return client;
    }

    @Override
    public BlockingEcho blocking(Variant variant, String address) throws InterruptedException {
        NettyFrames.ParkedCaller caller = new NettyFrames.ParkedCaller();
        connect(address, frames(LENGTH_BYTES, () -> caller));
        return caller;
    }

    @Override
    public List<BatchedEcho> batched(String address, int connections) throws InterruptedException {
        List<BatchedEcho> lanes = new ArrayList<>();
        for (int at = 0; at < connections; at++) {
            NettyBatches.Client client = new NettyBatches.Client();
            connect(address, batches(() -> client));
            lanes.add(client);
        }
        return lanes;
    }

    private void connect(String address, ChannelHandler pipeline) throws InterruptedException {
        int port = Integer.parseInt(address.substring(address.indexOf(':') + 1));
        new Bootstrap()
                .group(loop)
                .channel(EpollSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(pipeline)
                .connect(HOST, port)
                .sync();
    }

    @Override
    public void close() {
        loop.shutdownGracefully();
    }

    /** One message at a time: Netty's own decoder, then ours. */
    private static ChannelHandler frames(int strippedBytes, Supplier<ChannelHandler> handler) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                channel.pipeline()
                        .addLast(
                                new LengthFieldBasedFrameDecoder(
                                        MAX_FRAME_BYTES, 0, LENGTH_BYTES, 0, strippedBytes))
                        .addLast(handler.get());
            }
        };
    }

    /** As many messages as one read brings. */
    private static ChannelHandler batches(Supplier<ChannelHandler> handler) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                channel.config().setRecvByteBufAllocator(new FixedRecvByteBufAllocator(READ_BYTES));
                channel.pipeline().addLast(handler.get());
            }
        };
    }
}
