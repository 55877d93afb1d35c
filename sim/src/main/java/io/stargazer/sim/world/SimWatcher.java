package io.stargazer.sim.world;

import io.stargazer.api.Failure;
import io.stargazer.api.identity.ApplicationId;
import io.stargazer.api.identity.Principal;
import io.stargazer.api.registry.RegistryContract.Update;
import io.stargazer.api.registry.ServiceName;
import io.stargazer.server.registry.PushedUpdate;
import io.stargazer.server.registry.WatchHub;
import io.stargazer.sim.time.SimProcess;
import io.stargazer.sim.time.SimRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A consumer as the SDK makes it: watches one service and, after every broken connection, resumes
 * from the last revision that it surely knows whole. A revision may bring several updates, so the
 * connection may break in the midst of one: what it has of it already it skips when it comes again.
 */
public final class SimWatcher implements SimConnection.Owner {

    private static final Duration SOON = Duration.ofMillis(20);
    private static final Duration LATER = Duration.ofMillis(900);

    private final SimWorld world;
    private final String name;
    private final ServiceName service;
    private final Principal principal;
    private final SimRandom random;
    private final SimProcess process;
    private final Queue<Update> received = new ArrayDeque<>();
    private @Nullable SimConnection connection;
    private Duration slowest = Duration.ofMillis(3);
    private long revision;
    private String seenAt = "";

    SimWatcher(SimWorld world, String name, String service) {
        this.world = world;
        this.name = name;
        this.service = new ServiceName(ApplicationId.DEFAULT_NAMESPACE, service);
        this.principal = SimClient.principalOf(ApplicationId.parse("watcher"));
        this.random = world.random().stream(name);
        this.process = new SimProcess(world.clock());
    }

    public ServiceName service() {
        return service;
    }

    /** Connects as soon as it can, and again whenever it must, to any server. */
    public void connect() {
        if (connection != null) {
            return;
        }
        SimHost next = random.pick(world.hosts());
        SimConnection on = world.connect(this, next);
        if (on == null) {
            process.after(random.between(SOON, LATER), this::connect);
            return;
        }
        connection = on;
        long after = world.parts().resumeAfter(revision, !next.name().equals(seenAt));
        on.<Boolean>request(
                services -> {
                    watch(services, on, after);
                    return CompletableFuture.completedFuture(true);
                },
                (done, failure) -> {
                    if (failure != null) {
                        disconnect(random.between(SOON, LATER));
                    }
                });
    }

    private void watch(SimServer.Services services, SimConnection on, long after) {
        Consumer<PushedUpdate> updates =
                world.parts()
                        .updates(pushed ->
                                on.toClient(() -> arrived(pushed.update(), on.server().name())));
        WatchHub.Watcher watcher =
                new WatchHub.Watcher() {
                    @Override
                    public void update(PushedUpdate update) {
                        updates.accept(update);
                    }

                    @Override
                    public void failed(Failure failure) {
                        on.close(failure.code());
                    }
                };
        on.onClose(services.registry().watch(principal, service, after, watcher));
    }

    private void arrived(Update update, String server) {
        seenAt = server;
        revision =
                switch (update) {
                    case Update.Listing listing -> listing.revision();
                    case Update.Changed changed -> changed.revision();
                };
        received.add(update);
    }

    /** The next update that it was told, in the order in which it was told. */
    public @Nullable Update takeReceived() {
        return received.poll();
    }

    /** The wire breaks; it comes back after a while. */
    public void disconnect(Duration comesBack) {
        SimConnection now = connection;
        if (now != null) {
            now.breakUp(random.between(Duration.ZERO, Duration.ofSeconds(1)));
            lost(now);
            process.after(comesBack, this::connect);
        }
    }

    @Override
    public void lost(SimConnection lost) {
        if (connection == lost) {
            connection = null;
            process.after(random.between(SOON, LATER), this::connect);
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public SimProcess process() {
        return process;
    }

    @Override
    public Duration slowest() {
        return slowest;
    }

    /** How far behind it may fall. */
    public void slowest(Duration now) {
        slowest = now;
    }
}
