package io.stargazer.sim.world;

import io.stargazer.api.Failure;
import io.stargazer.server.session.SessionService;
import io.stargazer.sim.time.SimProcess;
import io.stargazer.sim.time.SimRandom;
import java.time.Duration;
import java.util.ArrayDeque;
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
    private final Stream toServer;
    private final Stream toClient;
    private long cutSinceNs = -1;
    private boolean serverOpen = true;
    private boolean clientOpen = true;
    private String session = "";

    /** The client's end. */
    public interface Owner {
        String name();

        SimProcess process();

        /** The longest that a message takes. */
        Duration slowest();

        /** The client has learned that its connection is gone. */
        void lost(SimConnection connection);
    }

    /** Takes the answer of a request: exactly one of both is there. */
    public interface Answer<T> {
        void arrived(@Nullable T value, @Nullable Failure failure);
    }

    SimConnection(SimWorld world, SimServer server, Owner owner) {
        this.world = world;
        this.server = server;
        this.owner = owner;
        this.random = world.random().stream(owner.name() + "@" + world.clock().nowNs());
        this.toServer = new Stream(owner.name(), server.name(), server.process());
        this.toClient = new Stream(server.name(), owner.name(), owner.process());
    }

    /** One direction: nothing overtakes, and what meets a cut wire waits before it. */
    private final class Stream {
        final String from;
        final String to;
        final SimProcess receiver;
        final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
        long lastArrivalNs;

        Stream(String from, String to, SimProcess receiver) {
            this.from = from;
            this.to = to;
            this.receiver = receiver;
        }

        boolean isCut() {
            return !world.network().isOpen(from, to);
        }

        void send(Runnable message) {
            waiting.add(message);
            flow();
        }

        void flow() {
            while (!waiting.isEmpty() && !isCut()) {
                long nowNs = world.clock().nowNs();
                long arrivalNs = nowNs + random.between(QUICKEST, owner.slowest()).toNanos();
                lastArrivalNs = Math.max(lastArrivalNs, arrivalNs);
                receiver.after(Duration.ofNanos(lastArrivalNs - nowNs), waiting.remove());
            }
        }
    }

    /** The session that the server has bound to this connection, empty for none. */
    public String session() {
        return session;
    }

    /** The server has bound this session to it. */
    public void carry(String id) {
        session = id;
        world.carriers().carries(this, id);
        if (!serverOpen) {
            world.carriers().broken(this);
        }
    }

    /** Whether both ends believe in it and it leads to a server that lives. */
    public boolean isAlive() {
        return serverOpen && clientOpen && server.process().alive() && owner.process().alive();
    }

    public String owner() {
        return owner.name();
    }

    public SimServer server() {
        return server;
    }

    /** Asks the server; the answer arrives unless the connection breaks before. */
    public <T> void request(
            Function<SimServer.Services, CompletableFuture<T>> request, Answer<T> answer) {
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
        toServer.send(() -> {
            if (serverOpen) {
                message.run();
            }
        });
    }

    /** Something that the client is told, unless the connection breaks before. */
    public void toClient(Runnable message) {
        if (serverOpen) {
            toClient.send(() -> {
                if (clientOpen) {
                    message.run();
                }
            });
        }
    }

    /** A wire was cut or repaired somewhere: whoever hears nothing for a lease gives up. */
    void wiresChanged() {
        if (!toServer.isCut() && !toClient.isCut()) {
            cutSinceNs = -1;
        } else if (cutSinceNs < 0) {
            long nowNs = world.clock().nowNs();
            cutSinceNs = nowNs;
            server.process().after(LEASE, () -> giveUp(nowNs, this::serverEnds));
            owner.process().after(LEASE, () -> giveUp(nowNs, this::clientEnds));
        }
        toServer.flow();
        toClient.flow();
    }

    private void giveUp(long sinceNs, Runnable end) {
        if (cutSinceNs == sinceNs) {
            end.run();
        }
    }

    /** The client's end breaks; the server sees it within this time, if anything gets through. */
    public void breakUp(Duration serverLearns) {
        clientOpen = false;
        server.process().after(toServer.isCut() ? LEASE : serverLearns, this::serverEnds);
        forgetWhenOver();
    }

    /** The client is silent: the server gives it up unless it is heard before the lease ends. */
    public void silentFor(Duration silence) {
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

    /** The server is silent: the client gives it up unless it is heard before the lease ends. */
    void serverSilentFor(Duration silence) {
        if (silence.compareTo(LEASE) > 0) {
            owner.process()
                    .after(
                            LEASE,
                            () -> {
                                clientEnds();
                                server.process().after(Duration.ZERO, this::serverEnds);
                            });
        }
    }

    void serverDied() {
        if (serverOpen) {
            serverOpen = false;
            world.carriers().broken(this);
        }
        onClose.clear();
        Duration clientLearns = random.between(QUICKEST, owner.slowest());
        owner.process().after(toClient.isCut() ? LEASE : clientLearns, this::clientEnds);
        forgetWhenOver();
    }

    private void serverEnds() {
        if (serverOpen) {
            serverOpen = false;
            world.carriers().broken(this);
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
        toClient.send(this::clientEnds);
    }
}
