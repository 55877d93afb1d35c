package io.stargazer.rpc.direct;

import io.stargazer.api.Failure;
import io.stargazer.api.Faulted;
import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import io.stargazer.rpc.Address;
import io.stargazer.rpc.CallObserver;
import io.stargazer.rpc.Credential;
import io.stargazer.rpc.RpcLimits;
import io.stargazer.rpc.client.CallOptions;
import io.stargazer.rpc.client.CallTerms;
import io.stargazer.rpc.client.ClientCall;
import io.stargazer.rpc.client.RpcClient;
import io.stargazer.rpc.client.RpcConnection;
import io.stargazer.rpc.client.RpcMethod;
import io.stargazer.rpc.ring.FastPath;
import io.stargazer.rpc.wire.Transport;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * A connection on which the calling thread itself sends the request and waits for the answer at the
 * socket or at the ring, so that no other thread has to be woken in between (RP-3): for one call at
 * a time in the shortest time. Many calls at once go better through an {@link RpcClient}. It is the
 * same connection otherwise: login, deadlines, cancellation, heartbeats, observer.
 *
 * <p>Any thread may call; one call at a time is under way, others wait for it. A thread that calls
 * is busy or blocks in a system call, so a virtual thread keeps its carrier. Between calls a thread
 * of its own looks in ten times a second, to answer pings and to renew the login.
 */
public final class DirectConnection implements AutoCloseable {

    private static final long LOOK_IN_NS = TimeUnit.MILLISECONDS.toNanos(100);

    /** After so long a waiting caller looks whether it was interrupted. */
    private static final long LONGEST_WAIT_NS = TimeUnit.MILLISECONDS.toNanos(50);

    private final CallerDrivenLoop loop;
    private final RpcClient client;
    private final Thread keeper;
    private final CompletableFuture<RpcConnection> connection;

    private DirectConnection(
            RpcLimits limits,
            CallObserver observer,
            FastPath fastPath,
            Address address,
            Supplier<Credential> credentials) {
        loop = new CallerDrivenLoop(Transport.handler(fastPath));
        client = new RpcClient(limits, observer, fastPath, loop);
        keeper = Thread.ofVirtual().name("rpc-direct-keeper").unstarted(this::lookIn);
        connection = client.connect(address, credentials);
    }

    /**
     * Connects, upgrades and logs in; blocks until that is done.
     *
     * @param credentials asked on a virtual thread, now and whenever the login is about to expire
     * @throws io.stargazer.api.Unavailable.Unreachable there is no such provider
     * @throws Rejected as the provider refused the login, or CANCELLED when interrupted
     */
    public static DirectConnection open(
            RpcLimits limits,
            CallObserver observer,
            FastPath fastPath,
            Address address,
            Supplier<Credential> credentials) {
        DirectConnection opened =
                new DirectConnection(limits, observer, fastPath, address, credentials);
        opened.keeper.start();
        try {
            RpcConnection unused = opened.drive(opened.connection);
        } catch (RuntimeException failed) {
            opened.close();
            throw failed;
        }
        return opened;
    }

    /**
     * Makes a call and waits for its answer. The time that it waits for the calls of other threads
     * counts.
     *
     * @throws Failure as the provider answered, or as {@link RpcConnection} says; CANCELLED when
     *     the thread is interrupted
     * @throws IllegalStateException called from inside the event loop, such as by an observer
     */
    public byte[] call(RpcMethod method, byte[] payload, CallOptions options) {
        CallTerms terms = CallTerms.of(options, CallOptions.DEFAULT_TIMEOUT);
        if (!hold(terms.leftNs())) {
            throw CallTerms.tooLate(method);
        }
        try {
            ClientCall call = ready().start(method, payload, terms);
            terms.follow(call);
            return await(call);
        } finally {
            loop.letGo();
        }
    }

    private boolean hold(long longestNs) {
        try {
            return loop.hold(longestNs);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw interrupted();
        }
    }

    private static Failure interrupted() {
        return new Rejected(
                Status.CANCELLED, "rpc.cancelled", "the calling thread was interrupted");
    }

    private RpcConnection ready() {
        return connection.join();
    }

    /** Neither closed nor told by the provider to go elsewhere. */
    public boolean isReady() {
        return ready().isReady();
    }

    /** The frames go through memory that both processes share, not through the socket. */
    public boolean sharesMemory() {
        return ready().sharesMemory();
    }

    private <T> T drive(CompletableFuture<T> future) {
        boolean unused = hold(Long.MAX_VALUE);
        try {
            return await(future);
        } finally {
            loop.letGo();
        }
    }

    private <T> T await(CompletableFuture<T> future) {
        while (!future.isDone()) {
            if (Thread.currentThread().isInterrupted()) {
                future.cancel(true);
                throw interrupted();
            }
            loop.turn(LONGEST_WAIT_NS);
        }
        try {
            return future.join();
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof Failure failure) {
                throw failure;
            }
            throw new Faulted("rpc.fault", "the call failed: " + failed.getCause());
        }
    }

    private void lookIn() {
        while (!loop.isTerminated()) {
            LockSupport.parkNanos(LOOK_IN_NS);
            lookInOnce();
        }
    }

    private void lookInOnce() {
        if (loop.tryHold()) {
            try {
                loop.turn(0);
            } finally {
                loop.letGo();
            }
        }
    }

    /** Closes at once; a call that another thread is waiting for fails. */
    @Override
    public void close() {
        if (connection.isDone() && !connection.isCompletedExceptionally()) {
            ready().close();
        }
        var ended = loop.shutdownGracefully(0, 0, TimeUnit.SECONDS);
        lookInOnce();
        LockSupport.unpark(keeper);
        ended.awaitUninterruptibly();
    }
}
