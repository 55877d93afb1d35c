package io.stargazer.sdk;

import io.stargazer.api.registry.ServiceName;
import io.stargazer.rpc.server.RpcServer;
import io.stargazer.rpc.server.RpcSettings;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The one port on which an application answers calls; opened with its first offer. Thread-safe. */
final class ProviderPort {

    private static final Duration DRAIN = Duration.ofSeconds(10);

    private final Options.Network network;
    private final RpcSettings settings;
    private @Nullable RpcServer server;
    private @Nullable InetSocketAddress address;

    ProviderPort(Options.Network network, RpcSettings settings) {
        this.network = network;
        this.settings = settings.withFastPath(network.fastPath());
    }

    /** Where it listens, from now on. */
    synchronized InetSocketAddress open() {
        InetSocketAddress known = address;
        if (known != null) {
            return known;
        }
        RpcServer opened = new RpcServer(settings);
        try {
            InetSocketAddress listening = opened.listen(network.bindHost(), network.port(), 1);
            server = opened;
            address = listening;
            return listening;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while opening a port", e);
        }
    }

    /**
     * Sends the callers of one service elsewhere, finishes what they have begun, serves it no more.
     */
    void takeBack(ServiceName service) {
        RpcServer opened;
        synchronized (this) {
            opened = server;
        }
        try {
            if (opened != null) {
                opened.sendAway(service.toString(), DRAIN);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            settings.services().unbind(service.toString());
        }
    }

    /** Sends callers elsewhere, finishes what has begun, closes. */
    void drain() {
        RpcServer opened;
        synchronized (this) {
            opened = server;
        }
        if (opened == null) {
            return;
        }
        try {
            opened.drain(DRAIN);
        } catch (InterruptedException e) {
            opened.close();
            Thread.currentThread().interrupt();
        }
    }
}
