package io.stargazer.rpc.wire;

import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.ServerChannel;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.stargazer.rpc.loop.PollingIoHandler;
import io.stargazer.rpc.loop.SharedReads;
import io.stargazer.rpc.ring.FastPath;
import io.stargazer.rpc.ring.RingPipe;

/** The sockets of this machine: epoll where there is one, else NIO. */
public final class Transport {

    private static final int ENCRYPTED_READ_BYTES = 32 << 10;
    private static final int DOORBELL_BYTES = 64;

    private Transport() {}

    public static EventLoopGroup loops(String name, int threads) {
        return loops(name, threads, FastPath.NONE);
    }

    public static EventLoopGroup loops(String name, int threads, FastPath fastPath) {
        return new MultiThreadIoEventLoopGroup(
                threads, new DefaultThreadFactory(name, true), handler(fastPath));
    }

    /** What an event loop waits for. */
    public static IoHandlerFactory handler(FastPath fastPath) {
        IoHandlerFactory sockets =
                Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        return fastPath.isOff() ? sockets : PollingIoHandler.around(sockets, fastPath.spin());
    }

    public static Class<? extends ServerChannel> serverChannel() {
        return Epoll.isAvailable() ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    }

    public static Class<? extends Channel> clientChannel() {
        return Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class;
    }

    /** Before the first read; {@link #tune} comes too late for that. */
    public static void prepare(Channel channel) {
        channel.config().setRecvByteBufAllocator(new SharedReads());
    }

    /**
     * Event loop: whether to read from a peer on. A ring pauses by itself, and its socket brings
     * what wakes this side.
     */
    public static void listen(Channel channel, boolean listens) {
        if (channel.pipeline().get(RingPipe.class) == null) {
            channel.config().setAutoRead(listens);
        }
    }

    /**
     * Once frames flow: large reads, and a bound on what waits to be written. What is read goes
     * into a buffer that all connections of the loop share, but not under TLS, whose handler keeps
     * buffers between reads, nor with a ring, where the socket brings a byte now and then. A
     * channel that others made reads as they decided.
     */
    public static void tune(Channel channel, int outgoingBytes) {
        ChannelConfig config = channel.config();
        config.setWriteBufferWaterMark(new WriteBufferWaterMark(outgoingBytes / 2, outgoingBytes));
        if (config.<RecvByteBufAllocator>getRecvByteBufAllocator() instanceof SharedReads reads) {
            if (channel.pipeline().get(RingPipe.class) != null) {
                reads.own(DOORBELL_BYTES);
            } else if (channel.pipeline().get(SslHandler.class) != null) {
                reads.own(ENCRYPTED_READ_BYTES);
            } else {
                reads.share();
            }
        }
    }
}
