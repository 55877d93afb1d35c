package io.stargazer.rpc.server;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.stargazer.api.Status;
import io.stargazer.rpc.RpcLimits;
import io.stargazer.rpc.ring.RingOffers;
import io.stargazer.rpc.wire.Transport;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A provider (RP-1, RP-2, RP-9). It has a listener of its own, or takes over channels that another
 * HTTP server has upgraded, or both. Safe for use by any thread; {@link #listen}, {@link #drain}
 * and {@link #close} block.
 */
public final class RpcServer implements AutoCloseable {

    private static final int MAX_LINE_BYTES = 4096;
    private static final int MAX_HEADER_BYTES = 8192;
    private static final int MAX_CHUNK_BYTES = 1024;

    private final RpcSettings settings;
    private final Workers workers;
    private final RingOffers rings;
    private final ChannelGroup sockets = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final Set<ServerConnection> connections = ConcurrentHashMap.newKeySet();
    private final CompletableFuture<Void> emptied = new CompletableFuture<>();
    private @Nullable EventLoopGroup loops;
    private @Nullable Channel listener;
    private volatile boolean draining;

    public RpcServer(RpcSettings settings) {
        this.settings = settings;
        this.workers = Workers.of(settings.limits());
        this.rings = new RingOffers(settings.fastPath());
    }

    /**
     * Listens on a port of its own; the same server listens once.
     *
     * @param port 0 for any free one
     * @param threads event loops
     * @return where it listens
     */
    public synchronized InetSocketAddress listen(String host, int port, int threads)
            throws InterruptedException {
        if (listener != null) {
            throw new IllegalStateException("this server listens already");
        }
        EventLoopGroup group = Transport.loops("rpc-server", threads, settings.fastPath());
        loops = group;
        Channel bound =
                new ServerBootstrap()
                        .group(group)
                        .channel(Transport.serverChannel())
                        .option(ChannelOption.SO_BACKLOG, 1024)
                        .option(ChannelOption.SO_REUSEADDR, true)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childHandler(new Entrance())
                        .bind(host, port)
                        .sync()
                        .channel();
        listener = bound;
        return (InetSocketAddress) bound.localAddress();
    }

    /** How many callers are connected. */
    public int connections() {
        return connections.size();
    }

    /** How many calls that may block are handled at once, at present; more are refused (RP-6). */
    public int handlerLimit() {
        return workers.limit().limit();
    }

    /**
     * Takes over a channel whose 101 has been sent and from whose pipeline the HTTP handlers are
     * removed by their owner. A caller may send at once after the 101, so be on the event loop that
     * sent it; else read nothing until this has run. Hops to the channel's event loop when called
     * from elsewhere.
     */
    public void attach(Channel channel) {
        if (channel.eventLoop().inEventLoop()) {
            enter(channel);
        } else {
            channel.eventLoop().execute(() -> enter(channel));
        }
    }

    private void enter(Channel channel) {
        RpcLimits limits = settings.limits();
        Transport.tune(channel, limits.outgoingBytes());
        ServerConnection connection = new ServerConnection(channel, settings, workers);
        connections.add(connection);
        connection.peer().onClose(reason -> left(connection));
        channel.pipeline()
                .addLast("stargazer-rpc", connection.reader(() -> rings.release(channel)));
        if (limits.maxConnections() > 0 && connections.size() > limits.maxConnections()) {
            connection.shut(Status.OVERLOADED, "rpc.too-many-connections", "the provider is full");
        } else if (draining) {
            connection.drain();
        }
    }

    private void left(ServerConnection connection) {
        connections.remove(connection);
        if (draining && connections.isEmpty()) {
            emptied.complete(null);
        }
    }

    /**
     * Stops without losing a call: takes no new connections, tells every caller to go elsewhere,
     * finishes what was begun, closes.
     *
     * @return false when calls were still open after {@code patience} and were cut off
     */
    public boolean drain(Duration patience) throws InterruptedException {
        draining = true;
        stopListening();
        for (ServerConnection connection : connections) {
            connection.drainSoon();
        }
        if (connections.isEmpty()) {
            emptied.complete(null);
        }
        boolean finished = true;
        try {
            emptied.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            finished = false;
        } catch (ExecutionException impossible) {
            throw new AssertionError(impossible);
        }
        close();
        return finished;
    }

    /**
     * Tells those callers to go elsewhere that have called this service, and finishes what they
     * have begun. It is served as before, to who comes anew as well.
     *
     * @return false when calls were still open after {@code patience}; they go on
     */
    public boolean sendAway(String service, Duration patience) throws InterruptedException {
        CompletableFuture<?>[] leaving =
                connections.stream()
                        .map(connection -> connection.drainOf(service))
                        .toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(leaving).get(patience.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException late) {
            return false;
        } catch (ExecutionException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private synchronized void stopListening() {
        if (listener != null && listener.isOpen()) {
            listener.close().syncUninterruptibly();
        }
    }

    /** Closes every connection at once; callers see their open calls as indeterminate. */
    @Override
    public synchronized void close() {
        stopListening();
        for (ServerConnection connection : connections) {
            connection.peer().close("the provider has stopped");
        }
        sockets.close().awaitUninterruptibly(1, TimeUnit.SECONDS);
        if (loops != null) {
            loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
            loops = null;
        }
    }

    /** What reads the one request of the own listener. */
    static HttpServerCodec codec() {
        return new HttpServerCodec(MAX_LINE_BYTES, MAX_HEADER_BYTES, MAX_CHUNK_BYTES);
    }

    /** The pipeline of the own listener. */
    private final class Entrance extends ChannelInitializer<Channel> {

        @Override
        protected void initChannel(Channel channel) {
            int most = settings.limits().maxConnections();
            if (draining || (most > 0 && sockets.size() >= most)) {
                var unused = channel.close();
                return;
            }
            sockets.add(channel);
            Transport.prepare(channel);
            // TLS goes here, before the HTTP codec, once there is a certificate to show.
            channel.pipeline()
                    .addLast(codec())
                    .addLast(
                            new ServerUpgrade(
                                    settings.limits().times().handshake(),
                                    rings,
                                    context -> enter(context.channel())));
        }
    }
}
