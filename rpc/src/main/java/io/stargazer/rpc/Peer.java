package io.stargazer.rpc;

import java.net.SocketAddress;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The connection that a call came by, as a handler sees it: who is there, one slot for what the
 * handler wants to remember, and word when it closes. Sessions hang on it. Safe for use by any
 * thread.
 */
public final class Peer {

    private final SocketAddress address;
    private final Consumer<String> closer;
    private final Supplier<List<X509Certificate>> certificates;
    private final AtomicReference<@Nullable Object> attribute = new AtomicReference<>();
    private final CompletableFuture<String> closed = new CompletableFuture<>();
    private volatile @Nullable Login login;
    private volatile Consumer<Duration> pinger = interval -> {};

    /** One that shows no certificate. */
    public Peer(SocketAddress address, Consumer<String> closer) {
        this(address, closer, List::of);
    }

    public Peer(
            SocketAddress address,
            Consumer<String> closer,
            Supplier<List<X509Certificate>> certificates) {
        this.address = address;
        this.closer = closer;
        this.certificates = certificates;
    }

    public SocketAddress address() {
        return address;
    }

    /**
     * The certificate that the other side of a TLS connection has shown, and those between it and
     * its authority; empty when it has shown none. That it has the key is proven, that an authority
     * of ours stands behind it is not: {@link io.stargazer.rpc.tls.Tls#requireTrusted} says so.
     */
    public List<X509Certificate> certificates() {
        return certificates.get();
    }

    /** Who is logged in; the newest login counts. Null before the first. */
    public @Nullable Login login() {
        return login;
    }

    public void login(Login changed) {
        login = changed;
    }

    /** One slot, atomic, for the application. */
    public AtomicReference<@Nullable Object> attribute() {
        return attribute;
    }

    /**
     * Runs {@code action} with the reason once the connection is closed, at once when it already
     * is. It runs on the event loop and must not block.
     */
    public void onClose(Consumer<String> action) {
        CompletableFuture<Void> unused = closed.thenAccept(action);
    }

    public boolean isClosed() {
        return closed.isDone();
    }

    /** Closes the connection and tells the other side why. Returns at once. */
    public void close(String reason) {
        closer.accept(reason);
    }

    /**
     * From now on a silent connection is pinged that often, if that is more often than usual, and
     * so found dead sooner: for those on whose life something hangs. Returns at once.
     */
    public void pingEvery(Duration interval) {
        pinger.accept(interval);
    }

    /** For the connection itself: what {@link #pingEvery} does. */
    public void onPingEvery(Consumer<Duration> action) {
        pinger = action;
    }

    /** For the connection itself: it is closed now. */
    public void closed(String reason) {
        closed.complete(reason);
    }
}
