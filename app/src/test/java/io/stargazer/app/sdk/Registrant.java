package io.stargazer.app.sdk;

import io.stargazer.api.Unavailable;
import io.stargazer.api.registry.Instance;
import io.stargazer.api.registry.ServiceName;
import io.stargazer.sdk.Options;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Registers one instance after the other, several at a time, each once, and notes what the server
 * said of it. Comes back on the same session when the connection breaks; without the SDK, which
 * would repeat what failed.
 */
final class Registrant {

    private static final int AT_ONCE = 8;

    private final String name;
    private final Options options;
    private final ServiceName service;
    private final Map<String, Long> accepted = new ConcurrentHashMap<>();
    private final List<Throwable> unavailable = new CopyOnWriteArrayList<>();
    private final List<Throwable> otherwise = new CopyOnWriteArrayList<>();
    private final Thread thread;
    private volatile boolean stopped;
    private int begun;

    Registrant(String name, Options options, ServiceName service) {
        this.name = name;
        this.options = options;
        this.service = service;
        this.thread = Thread.ofPlatform().name("registrant-" + name).start(this::run);
    }

    /** Instance ids and the revisions that were acknowledged. */
    Map<String, Long> accepted() {
        return accepted;
    }

    /** How registrations failed because the server could not be reached, or nobody knows. */
    List<Throwable> unavailable() {
        return unavailable;
    }

    /** How they failed in a way in which they should not. */
    List<Throwable> otherwise() {
        return otherwise;
    }

    /** Waits until what has begun is decided; the connection stays, and with it the session. */
    void stop() throws InterruptedException {
        stopped = true;
        thread.join();
    }

    private void run() {
        while (!stopped) {
            try {
                registerUntilItBreaks(RawClient.as(options));
            } catch (CompletionException e) {
                note(e);
            }
        }
    }

    private void registerUntilItBreaks(RawClient client) {
        client.session.open("s-" + name, "test").join();
        while (!stopped && client.connection.isReady()) {
            List<CompletableFuture<?>> open = new ArrayList<>();
            for (int i = 0; i < AT_ONCE; i++) {
                open.add(register(client, name + "-" + ++begun));
            }
            CompletableFuture.allOf(open.toArray(CompletableFuture[]::new)).join();
        }
    }

    /** Completes in any case. */
    private CompletableFuture<Boolean> register(RawClient client, String id) {
        return client.registry
                .register("s-" + name, service, Instance.of(id, "1", "127.0.0.1:1"))
                .handle((revision, failure) -> {
                    if (failure == null) {
                        accepted.put(id, revision);
                    } else {
                        note(failure);
                    }
                    return failure == null;
                });
    }

    private void note(Throwable failure) {
        Throwable inner = failure.getCause();
        Throwable cause = failure instanceof CompletionException && inner != null ? inner : failure;
        (cause instanceof Unavailable ? unavailable : otherwise).add(cause);
    }
}
