package io.stargazer.rpc.client;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.stargazer.api.Failure;
import io.stargazer.api.Status;
import io.stargazer.api.Unavailable;
import io.stargazer.rpc.Address;
import io.stargazer.rpc.CallObserver;
import io.stargazer.rpc.Credential;
import io.stargazer.rpc.RpcLimits;
import io.stargazer.rpc.entry.ClientHandshake;
import io.stargazer.rpc.ring.FastPath;
import io.stargazer.rpc.ring.RingPipe;
import io.stargazer.rpc.wire.FrameReader;
import io.stargazer.rpc.wire.LoggedIn;
import io.stargazer.rpc.wire.Transport;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Owns the event loops of a consumer and makes connections. One per process is enough. */
public final class RpcClient implements AutoCloseable {

    private final RpcLimits limits;
    private final CallObserver observer;
    private final FastPath fastPath;
    private final EventLoopGroup loops;
    private final Set<Runnable> closing = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /**
     * A client with its own event loops.
     *
     * @param threads event loops
     */
    public RpcClient(RpcLimits limits, CallObserver observer, int threads) {
        this(limits, observer, threads, FastPath.NONE);
    }

    /** The same with event loops that spin, or with memory shared with providers of this host. */
    public RpcClient(RpcLimits limits, CallObserver observer, int threads, FastPath fastPath) {
        this(limits, observer, fastPath, Transport.loops("rpc-client", threads, fastPath));
    }

    /**
     * A client on these event loops, which end with it.
     *
     * @param loops made by {@link Transport} for the same {@code fastPath}
     */
    public RpcClient(
            RpcLimits limits, CallObserver observer, FastPath fastPath, EventLoopGroup loops) {
        this.limits = limits;
        this.observer = observer;
        this.fastPath = fastPath;
        this.loops = loops;
    }

    public RpcClient() {
        this(RpcLimits.DEFAULT, CallObserver.NONE, 1);
    }

    /**
     * Connects, upgrades and logs in. Fails as {@code Unreachable} when there is no such provider,
     * or as the provider refused the login.
     *
     * @param credentials asked on a virtual thread, now and whenever the login is about to expire
     */
    public CompletableFuture<RpcConnection> connect(
            Address address, Supplier<Credential> credentials) {
        CompletableFuture<RpcConnection> result = new CompletableFuture<>();
        // Loops that end tell nobody what they leave undone.
        Runnable forget =
                onClose(() ->
                        result.completeExceptionally(unreachable(address, "the client is closed")));
        CompletableFuture<RpcConnection> unused =
                result.whenComplete((connection, failed) -> forget.run());
        try {
            new Bootstrap()
                    .group(loops)
                    .channel(Transport.clientChannel())
                    .option(ChannelOption.TCP_NODELAY, true)
                    .option(
                            ChannelOption.CONNECT_TIMEOUT_MILLIS,
                            (int) limits.times().handshake().toMillis())
                    .handler(new Entrance(address, credentials, result))
                    .connect(address.host(), address.port())
                    .addListener(connected -> {
                        if (!connected.isSuccess()) {
                            result.completeExceptionally(
                                    unreachable(address, connected.cause().getMessage()));
                        }
                    });
        } catch (RejectedExecutionException | IllegalStateException closed) {
            result.completeExceptionally(unreachable(address, "the client is closed"));
        }
        return result;
    }

    /** Runs a short task later on an event loop; not at all when the client is closed by then. */
    public void schedule(Runnable task, long delayNs) {
        if (isClosed()) {
            return;
        }
        try {
            var unused = loops.schedule(task, delayNs, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException beaten) {
            closed = true;
        }
    }

    /**
     * Runs {@code action} when the client is closed, at once when it already is: what was to come
     * by {@link #schedule} will not. It must not block.
     *
     * @return takes the action away again
     */
    public Runnable onClose(Runnable action) {
        closing.add(action);
        if (isClosed() && closing.remove(action)) {
            action.run();
        }
        return () -> closing.remove(action);
    }

    /**
     * Tells the observer of a call that has ended before there was a connection to make it on
     * (RP-8); connections tell of all others.
     *
     * @param nanos how long a connection was looked for
     */
    public void observe(RpcMethod method, Status status, long nanos) {
        observer.finished(method.service(), method.method(), "", status, nanos);
    }

    public boolean isClosed() {
        return closed || loops.isShuttingDown();
    }

    @Override
    public void close() {
        closed = true;
        for (Runnable action : List.copyOf(closing)) {
            if (closing.remove(action)) {
                action.run();
            }
        }
        loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    static Failure unreachable(Address address, @Nullable String why) {
        return new Unavailable.Unreachable(
                "rpc.unreachable", "no connection to " + address + ": " + why);
    }

    /** How long a login may take. */
    Duration loginWithin() {
        return limits.times().login();
    }

    /** The pipeline of a connection that is being made. */
    private final class Entrance extends ChannelInitializer<Channel> {

        private final Address address;
        private final Supplier<Credential> credentials;
        private final CompletableFuture<RpcConnection> result;

        private Entrance(
                Address address,
                Supplier<Credential> credentials,
                CompletableFuture<RpcConnection> result) {
            this.address = address;
            this.credentials = credentials;
            this.result = result;
        }

        @Override
        protected void initChannel(Channel channel) {
            Transport.prepare(channel);
            // TLS goes here, before the handshake, once there is a certificate to check.
            channel.pipeline()
                    .addLast(
                            new ClientHandshake(
                                    address,
                                    limits.times().handshake(),
                                    fastPath,
                                    new ClientHandshake.Outcome(
                                            this::upgraded,
                                            why ->
                                                    result.completeExceptionally(
                                                            unreachable(address, why)))));
        }

        private void upgraded(ChannelHandlerContext context) {
            Channel channel = context.channel();
            Transport.tune(channel, limits.outgoingBytes());
            ClientConnection wire = new ClientConnection(channel, limits, observer);
            channel.pipeline()
                    .addLast("stargazer-rpc", new FrameReader(wire, limits.maxFrameBytes()));
            LoginRenewal renewal = new LoginRenewal(RpcClient.this, address, wire, credentials);
            CompletableFuture<LoggedIn> unused =
                    renewal.login()
                            .whenComplete((login, failed) -> {
                                if (failed == null) {
                                    renewal.renewLater(login);
                                    loggedIn(channel, wire, renewal);
                                } else {
                                    wire.close("the login failed");
                                    result.completeExceptionally(failed);
                                }
                            });
        }

        private void loggedIn(Channel channel, ClientConnection wire, LoginRenewal renewal) {
            boolean sharesMemory = channel.pipeline().get(RingPipe.class) != null;
            if (!result.complete(new RpcConnection(address, wire, renewal, sharesMemory))) {
                wire.close("nobody waits for this connection any more");
            }
        }
    }
}
