package io.stargazer.rpc.balance;

import io.stargazer.api.Failure;
import io.stargazer.rpc.Credential;
import io.stargazer.rpc.client.RpcClient;
import io.stargazer.rpc.client.RpcConnection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One instance as a {@link BalancedCaller} sees it: its connection, made on the first call and
 * again after a loss with growing pauses (RP-2), and how it has been doing. Safe for use by any
 * thread.
 */
public final class Target {

    private final RpcClient client;
    private final Supplier<Credential> credentials;
    private final Backoff backoff;
    private final AtomicReference<@Nullable CompletableFuture<RpcConnection>> current =
            new AtomicReference<>();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final PeakEwma latency = new PeakEwma();
    private volatile Endpoint endpoint;
    private volatile boolean removed;
    private final AtomicInteger failures = new AtomicInteger();
    private volatile long waitUntilNs;
    private volatile @Nullable Throwable lastFailure;

    Target(Endpoint endpoint, RpcClient client, Supplier<Credential> credentials, Backoff backoff) {
        this.endpoint = endpoint;
        this.client = client;
        this.credentials = credentials;
        this.backoff = backoff;
    }

    public Endpoint endpoint() {
        return endpoint;
    }

    void endpoint(Endpoint changed) {
        endpoint = changed;
    }

    /** Calls that wait for this instance. */
    public int inFlight() {
        return inFlight.get();
    }

    /** Expected time to an answer, by recent latency and open calls; lower is better. */
    public double cost() {
        double averageNs = Math.max(1, latency.averageNs(System.nanoTime()));
        return averageNs * (inFlight.get() + 1) / endpoint.weight();
    }

    /** Connected, connecting, or worth another attempt by now. */
    public boolean isUsable() {
        if (removed) {
            return false;
        }
        return current.get() != null || failures.get() == 0 || waitUntilNs - System.nanoTime() <= 0;
    }

    /** Lost, or not reached in the last attempt; not yet connected again. */
    boolean failed() {
        return failures.get() > 0;
    }

    @Nullable Throwable lastFailure() {
        return lastFailure;
    }

    /** The connection, being made when there is none. */
    CompletableFuture<RpcConnection> connection() {
        while (true) {
            CompletableFuture<RpcConnection> known = current.get();
            if (known != null) {
                return known;
            }
            CompletableFuture<RpcConnection> made = new CompletableFuture<>();
            if (current.compareAndSet(null, made)) {
                connect(made);
                return made;
            }
        }
    }

    private void connect(CompletableFuture<RpcConnection> made) {
        CompletableFuture<RpcConnection> unused =
                client.connect(endpoint.address(), credentials)
                        .whenComplete((connection, failure) -> {
                            if (failure != null) {
                                failed(made, failure);
                            } else {
                                connected(made, connection);
                            }
                        });
    }

    private void failed(CompletableFuture<RpcConnection> made, Throwable failure) {
        lastFailure = failure;
        long delayNs = backoff.delayNs(failures.incrementAndGet());
        waitUntilNs = System.nanoTime() + delayNs;
        current.compareAndSet(made, null);
        made.completeExceptionally(failure);
        comeBack(delayNs);
    }

    private void connected(CompletableFuture<RpcConnection> made, RpcConnection connection) {
        failures.set(0);
        connection.onLeaving(reason -> left(made, connection));
        made.complete(connection);
        if (removed) {
            connection.retire("the instance was removed from the list");
        }
    }

    private void left(CompletableFuture<RpcConnection> made, RpcConnection connection) {
        if (current.compareAndSet(made, null)) {
            connection.retire("the provider asked to go elsewhere");
            failures.set(1);
            long delayNs = backoff.delayNs(1);
            waitUntilNs = System.nanoTime() + delayNs;
            comeBack(delayNs);
        }
    }

    private void comeBack(long delayNs) {
        if (!removed && !client.isClosed()) {
            client.schedule(
                    () -> {
                        if (!removed && !client.isClosed()) {
                            CompletableFuture<RpcConnection> unused = connection();
                        }
                    },
                    delayNs);
        }
    }

    void remove() {
        removed = true;
        CompletableFuture<RpcConnection> known = current.getAndSet(null);
        if (known != null) {
            CompletableFuture<Void> unused =
                    known.thenAccept(connection ->
                            connection.retire("the instance was removed from the list"));
        }
    }

    void begin() {
        inFlight.incrementAndGet();
    }

    /** A call begun at {@code startedNs} has ended. */
    void end(long startedNs, @Nullable Throwable failure) {
        inFlight.decrementAndGet();
        boolean answered = !(failure instanceof Failure known) || tellsLatency(known);
        if (answered) {
            long nowNs = System.nanoTime();
            latency.observe(nowNs - startedNs, nowNs);
        }
    }

    /** A fast refusal says nothing about how fast an instance works; a missed deadline does. */
    private static boolean tellsLatency(Failure failure) {
        return switch (failure.status()) {
            case OVERLOADED, UNREACHABLE, UNAUTHENTICATED, CANCELLED -> false;
            default -> true;
        };
    }
}
