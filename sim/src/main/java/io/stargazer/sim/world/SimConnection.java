package io.stargazer.sim.world;

import io.stargazer.api.Failure;
import io.stargazer.server.session.SessionService;
import io.stargazer.sim.time.SimProcess;
import io.stargazer.sim.time.SimRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A connection between a client and one life of the server: messages keep their order in each
 * direction, and each end learns at a time of its own that it is broken.
 */
public final class SimConnection implements SessionService.Connection {

    /** After so much silence the server gives a connection up, and so does a client. */
    public static final Duration LEASE = Duration.ofSeconds(6);

    private static final Duration QUICKEST = Duration.ofNanos(20_000);

    private final SimWorld world;
    private final SimServer server;
    private final SimRandom random;
    private final Owner owner;
    private final List<Runnable> onClose = new ArrayList<>();
    private final long[] lastArrivalNs = new long[2];
    private boolean serverOpen = true;
    private boolean clientOpen = true;
    private String session = "";

    /** The client's end. */
    interface Owner {
        String name();

        SimProcess process();

        /** The longest that a message takes. */
        Duration slowest();

        /** The client has learned that its connection is gone. */
        void lost(SimConnection connection);
    }

    /** Takes the answer of a request: exactly one of both is there. */
    interface Answer<T> {
        void arrived(@Nullable T value, @Nullable Failure failure);
    }

    SimConnection(SimWorld world, SimServer server, Owner owner) {
        this.world = world;
        this.server = server;
        this.owner = owner;
        this.random = world.random().stream(owner.name() + "@" + world.clock().nowNs());
    }

    /** The session that the server has bound to this connection, empty for none. */
    public String session() {
        return session;
    }

    void carry(String id) {
        session = id;
        if (serverOpen) {
            world.carries(this, id);
        }
    }

    /** Whether both ends believe in it and it leads to a server that lives. */
    public boolean isAlive() {
        return serverOpen && clientOpen && server.process().alive() && owner.process().alive();
    }

    public String owner() {
        return owner.name();
    }

    /** Asks the server; the answer arrives unless the connection breaks before. */
    <T> void request(Function<SimServer.Services, CompletableFuture<T>> request, Answer<T> answer) {
        toServer(() ->
                invoke(request)
                        .whenComplete((value, failure) ->
                                toClient(() -> answer.arrived(value, failureOf(failure)))));
    }

    private <T> CompletableFuture<T> invoke(
            Function<SimServer.Services, CompletableFuture<T>> request) {
        try {
            return request.apply(server.services());
        } catch (Failure refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }

    private static @Nullable Failure failureOf(@Nullable Throwable thrown) {
        Throwable cause =
                thrown instanceof CompletionException && thrown.getCause() != null
                        ? thrown.getCause()
                        : thrown;
        if (cause == null || cause instanceof Failure) {
            return (Failure) cause;
        }
        throw new IllegalStateException("a service failed in an unknown way", cause);
    }

    void toServer(Runnable message) {
        server.process()
                .after(
                        transit(0),
                        () -> {
                            if (serverOpen) {
                                message.run();
                            }
                        });
    }

    void toClient(Runnable message) {
        if (!serverOpen) {
            return;
        }
        owner.process()
                .after(
                        transit(1),
                        () -> {
                            if (clientOpen) {
                                message.run();
                            }
                        });
    }

    private Duration transit(int direction) {
        long nowNs = world.clock().nowNs();
        long arrivalNs = nowNs + random.between(QUICKEST, owner.slowest()).toNanos();
        lastArrivalNs[direction] = Math.max(lastArrivalNs[direction], arrivalNs);
        return Duration.ofNanos(lastArrivalNs[direction] - nowNs);
    }

    /** The wire breaks; the client sees it now, the server within this time. */
    void breakUp(Duration serverLearns) {
        clientOpen = false;
        server.process().after(serverLearns, this::serverEnds);
        forgetWhenOver();
    }

    /** The client is silent: the server gives it up unless it is heard before the lease ends. */
    void silentFor(Duration silence) {
        if (silence.compareTo(LEASE) > 0) {
            server.process()
                    .after(
                            LEASE,
                            () -> {
                                serverEnds();
                                owner.process().after(Duration.ZERO, this::clientEnds);
                            });
        }
    }

    void serverDied() {
        serverOpen = false;
        world.broken(this);
        onClose.clear();
        owner.process().after(random.between(QUICKEST, owner.slowest()), this::clientEnds);
        forgetWhenOver();
    }

    private void serverEnds() {
        if (serverOpen) {
            serverOpen = false;
            world.broken(this);
            List<Runnable> actions = List.copyOf(onClose);
            onClose.clear();
            actions.forEach(Runnable::run);
        }
        forgetWhenOver();
    }

    private void clientEnds() {
        if (clientOpen) {
            clientOpen = false;
            owner.lost(this);
        }
        forgetWhenOver();
    }

    private void forgetWhenOver() {
        if (!serverOpen && (!clientOpen || !owner.process().alive())) {
            world.closed(this);
        }
    }

    @Override
    public void onClose(Runnable action) {
        if (serverOpen) {
            onClose.add(action);
        } else {
            action.run();
        }
    }

    @Override
    public void close(String reason) {
        world.trace().note(owner.name() + " is sent away: " + reason);
        serverEnds();
        owner.process().after(transit(1), this::clientEnds);
    }
}
