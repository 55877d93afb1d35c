package io.stargazer.rpc.client;

import io.stargazer.rpc.Address;
import io.stargazer.rpc.Credential;
import io.stargazer.rpc.wire.LoggedIn;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one connection logged in (ID-2): shows a fresh credential when a fifth of the login's time
 * is left, and at once when a call was refused because the time is over.
 */
final class LoginRenewal {

    private static final Executor VIRTUAL =
            task -> Thread.ofVirtual().name("rpc-credential").start(task);

    private static final double RENEW_AFTER = 0.8;
    private static final long SOONEST_MS = 1000;
    private static final long LATEST_MS = TimeUnit.DAYS.toMillis(30);

    private final RpcClient client;
    private final Address address;
    private final ClientConnection wire;
    private final Supplier<Credential> credentials;
    private final AtomicReference<@Nullable CompletableFuture<LoggedIn>> underWay =
            new AtomicReference<>();

    /**
     * Begins with {@link #login}.
     *
     * @param credentials asked on a virtual thread
     */
    LoginRenewal(
            RpcClient client,
            Address address,
            ClientConnection wire,
            Supplier<Credential> credentials) {
        this.client = client;
        this.address = address;
        this.wire = wire;
        this.credentials = credentials;
    }

    /** Logs in with a fresh credential; who asks while that is under way shares its outcome. */
    CompletableFuture<LoggedIn> login() {
        while (true) {
            CompletableFuture<LoggedIn> known = underWay.get();
            if (known != null) {
                return known;
            }
            CompletableFuture<LoggedIn> answer = new CompletableFuture<>();
            if (underWay.compareAndSet(null, answer)) {
                CompletableFuture<LoggedIn> unused =
                        answer.whenComplete((login, failed) -> underWay.set(null));
                show(answer);
                return answer;
            }
        }
    }

    private void show(CompletableFuture<LoggedIn> answer) {
        VIRTUAL.execute(() -> {
            try {
                wire.login(credentials.get(), answer);
            } catch (RuntimeException e) {
                answer.completeExceptionally(e);
            }
        });
        client.schedule(
                () ->
                        answer.completeExceptionally(
                                RpcClient.unreachable(
                                        address, "the login was not answered in time")),
                client.loginWithin().toNanos());
    }

    /** Renews this login before it expires, and the next, until the connection is closed. */
    void renewLater(LoggedIn login) {
        if (login.expiresMs() == Long.MAX_VALUE || wire.closed().isDone()) {
            return;
        }
        long leftMs = login.expiresMs() - System.currentTimeMillis();
        long delayMs = Math.clamp((long) (leftMs * RENEW_AFTER), SOONEST_MS, LATEST_MS);
        client.schedule(() -> renew(login), TimeUnit.MILLISECONDS.toNanos(delayMs));
    }

    private void renew(LoggedIn before) {
        if (!wire.closed().isDone()) {
            CompletableFuture<LoggedIn> unused =
                    login().whenComplete(
                                    (login, failed) -> renewLater(failed == null ? login : before));
        }
    }
}
