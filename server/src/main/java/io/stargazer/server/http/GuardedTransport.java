package io.stargazer.server.http;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.InternetProtocolFamily;
import io.vertx.core.datagram.DatagramSocketOptions;
import io.vertx.core.net.ClientOptionsBase;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.spi.transport.Transport;
import java.util.concurrent.ThreadFactory;

/** The machine's best transport, with a {@link Doorstep} before every port it listens on. */
@SuppressWarnings("deprecation") // the interface itself speaks of what is
final class GuardedTransport implements io.vertx.core.transport.Transport, Transport {

    private final io.vertx.core.transport.Transport chosen;
    private final Transport best;
    private final Doorstep doorstep;

    GuardedTransport(Doorstep doorstep) {
        io.vertx.core.transport.Transport system =
                io.vertx.core.transport.Transport.nativeTransport();
        chosen =
                system != null && system.available()
                        ? system
                        : io.vertx.core.transport.Transport.NIO;
        best = chosen.implementation();
        this.doorstep = doorstep;
    }

    @Override
    public void configure(
            NetServerOptions options, boolean domainSocket, ServerBootstrap bootstrap) {
        best.configure(options, domainSocket, bootstrap);
        bootstrap.handler(doorstep);
    }

    @Override
    public String name() {
        return chosen.name();
    }

    @Override
    public boolean available() {
        return chosen.available();
    }

    @Override
    public Throwable unavailabilityCause() {
        return chosen.unavailabilityCause();
    }

    @Override
    public Transport implementation() {
        return this;
    }

    @Override
    public boolean supportsDomainSockets() {
        return best.supportsDomainSockets();
    }

    @Override
    public boolean supportFileRegion() {
        return best.supportFileRegion();
    }

    @Override
    public boolean isAvailable() {
        return best.isAvailable();
    }

    @Override
    public java.net.SocketAddress convert(SocketAddress address) {
        return best.convert(address);
    }

    @Override
    public SocketAddress convert(java.net.SocketAddress address) {
        return best.convert(address);
    }

    @Override
    public IoHandlerFactory ioHandlerFactory() {
        return best.ioHandlerFactory();
    }

    @Override
    public EventLoopGroup eventLoopGroup(
            int type, int threads, ThreadFactory factory, int ioRatio) {
        return best.eventLoopGroup(type, threads, factory, ioRatio);
    }

    @Override
    public DatagramChannel datagramChannel() {
        return best.datagramChannel();
    }

    @Override
    public DatagramChannel datagramChannel(InternetProtocolFamily family) {
        return best.datagramChannel(family);
    }

    @Override
    public ChannelFactory<? extends Channel> channelFactory(boolean domainSocket) {
        return best.channelFactory(domainSocket);
    }

    @Override
    public ChannelFactory<? extends ServerChannel> serverChannelFactory(boolean domainSocket) {
        return best.serverChannelFactory(domainSocket);
    }

    @Override
    public void configure(DatagramChannel channel, DatagramSocketOptions options) {
        best.configure(channel, options);
    }

    @Override
    public void configure(
            ClientOptionsBase options,
            int connectTimeout,
            boolean domainSocket,
            Bootstrap bootstrap) {
        best.configure(options, connectTimeout, domainSocket, bootstrap);
    }
}
