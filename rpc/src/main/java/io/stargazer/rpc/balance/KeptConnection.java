package io.stargazer.rpc.balance;

import io.stargazer.api.Unavailable;
import io.stargazer.rpc.Address;
import io.stargazer.rpc.Credential;
import io.stargazer.rpc.client.RpcClient;
import io.stargazer.rpc.client.RpcConnection;
import io.stargazer.rpc.retry.Backoff;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The connection to one instance (RP-2): made on the first call, and after a loss or a failure made
 * again without being asked, with growing pauses. Safe for use by any thread.
 */
final class KeptConnection {

    /** A connection that takes longer to be made is not waited for while there are others. */
    static final long SLOW_NS = TimeUnit.MILLISECONDS.toNanos(100);

    /**
     * How connections are made.
     *
     * @param connected runs after each connection that was made
     */
    record Dialling(
            RpcClient client,
            Supplier<Credential> credentials,
            Backoff backoff,
            Runnable connected) {}

    private final Address address;
    private final Dialling dialling;
    private final AtomicReference<@Nullable CompletableFuture<RpcConnection>> current =
            new AtomicReference<>();

    /** In a row, for the pauses: also connections that were lost before they had been of use. */
    private final AtomicInteger failures = new AtomicInteger();

    private volatile boolean failed;
    private volatile long beganNs;
    private volatile boolean removed;
    private volatile @Nullable Throwable lastFailure;

    KeptConnection(Address address, Dialling dialling) {
        this.address = address;
        this.dialling = dialling;
    }

    /** There, or not tried yet, or being made for the first time and not for long. */
    boolean isPromising() {
        if (removed) {
            return false;
        }
        CompletableFuture<RpcConnection> known = current.get();
        if (known != null && known.isDone()) {
            return !known.isCompletedExceptionally() && known.resultNow().isReady();
        }
        return !failed && (known == null || System.nanoTime() - beganNs < SLOW_NS);
    }

    /** Lost, or not reached in the last attempt; not yet there again. */
    boolean failed() {
        return failed;
    }

    /** A call was answered on it: it is worth to be made again soon. */
    void served() {
        if (failures.get() != 0) {
            failures.set(0);
        }
    }

    /** Why it was lost or not reached the last time. */
    @Nullable Throwable lastFailure() {
        return lastFailure;
    }

    /** The connection, being made when there is none. */
    CompletableFuture<RpcConnection> get() {
        while (true) {
            CompletableFuture<RpcConnection> known = current.get();
            if (known != null) {
                return known;
            }
            CompletableFuture<RpcConnection> made = new CompletableFuture<>();
            beganNs = System.nanoTime();
            if (current.compareAndSet(null, made)) {
                connect(made);
                return made;
            }
        }
    }

    private void connect(CompletableFuture<RpcConnection> made) {
        CompletableFuture<RpcConnection> unused =
                dialling.client()
                        .connect(address, dialling.credentials())
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
        failed = true;
        long delayNs = dialling.backoff().delayNs(failures.incrementAndGet());
        current.compareAndSet(made, null);
        made.completeExceptionally(failure);
        comeBack(delayNs);
    }

    private void connected(CompletableFuture<RpcConnection> made, RpcConnection connection) {
        failed = false;
        long connectedNs = System.nanoTime();
        connection.onLeaving(why -> {
            if (System.nanoTime() - connectedNs >= dialling.backoff().longest().toNanos()) {
                failures.set(0);
            }
            left(made, connection, why);
        });
        made.complete(connection);
        if (removed) {
            connection.retire("the instance was removed from the list");
        }
        dialling.connected().run();
    }

    private void left(CompletableFuture<RpcConnection> made, RpcConnection connection, String why) {
        failed = true;
        lastFailure =
                new Unavailable.Unreachable(
                        "rpc.connection-closed", "the connection to " + address + " ended: " + why);
        if (current.compareAndSet(made, null)) {
            connection.retire("the provider asked to go elsewhere");
            comeBack(dialling.backoff().delayNs(failures.incrementAndGet()));
        }
    }

    private void comeBack(long delayNs) {
        if (!removed && !dialling.client().isClosed()) {
            dialling.client()
                    .schedule(
                            () -> {
                                if (!removed && !dialling.client().isClosed()) {
                                    CompletableFuture<RpcConnection> unused = get();
                                }
                            },
                            delayNs);
        }
    }

    /** Finishes open calls, then closes, for good. */
    void remove() {
        removed = true;
        CompletableFuture<RpcConnection> known = current.getAndSet(null);
        if (known != null) {
            CompletableFuture<Void> unused =
                    known.thenAccept(connection ->
                            connection.retire("the instance was removed from the list"));
        }
    }
}
