package io.stargazer.sim.task;

import io.stargazer.api.Failure;
import io.stargazer.api.Unavailable;
import io.stargazer.api.identity.Principal;
import io.stargazer.rpc.stream.EncodedItem;
import io.stargazer.sim.time.SimProcess;
import io.stargazer.sim.time.SimRandom;
import io.stargazer.sim.world.SimConnection;
import io.stargazer.sim.world.SimHost;
import io.stargazer.sim.world.SimServer;
import io.stargazer.sim.world.SimWorld;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A process that finds the leader, opens its session there and listens to a stream, and does so
 * again whenever its connection or the stream ends.
 */
abstract class SimVisitor implements SimConnection.Owner {

    private static final Duration SOON = Duration.ofMillis(20);
    private static final Duration LATER = Duration.ofMillis(700);

    final SimWorld world;
    final SimRandom random;
    final Principal principal = Workforce.PRINCIPAL;
    private final String name;
    private SimProcess process;
    private @Nullable SimConnection connection;
    private Duration slowest = Duration.ofMillis(3);
    private String session = "";
    private int sessions;
    private int attempt;
    private boolean opened;

    SimVisitor(SimWorld world, String name) {
        this.world = world;
        this.name = name;
        this.random = world.random().stream(name);
        this.process = new SimProcess(world.clock());
    }

    /** A new process of it begins, and knows nothing. */
    void start() {
        process = new SimProcess(world.clock());
        connection = null;
        newSession();
        begin();
        connect();
    }

    /** The process begins. */
    abstract void begin();

    /** Its session is open: what it listens to there. */
    abstract Flow.Publisher<EncodedItem> listen(SimServer.Services services, String session);

    /**
     * An item of the stream leaves a server, on its way to a session.
     *
     * @return what really leaves it
     */
    abstract byte[] said(SimServer by, String to, byte[] item);

    /** It has a session at the leader. */
    abstract void arrived();

    /** Dies: with a last sign, or silently as when the power fails; and starts again. */
    void restart(Duration after) {
        if (process.alive()) {
            process.kill();
            leave(
                    random.chance(0.5)
                            ? SimConnection.LEASE
                            : random.between(Duration.ZERO, Duration.ofMillis(200)));
            world.trace().note(name + " dies");
            world.clock().after(after, this::start);
        }
    }

    /** Stops, with its connection open, and goes on afterwards as if nothing had been. */
    void hang(Duration duration) {
        process.freeze(duration);
        if (connection != null) {
            connection.silentFor(duration);
        }
    }

    /** The wire breaks; the server learns within a second, it comes back after a while. */
    void disconnect(Duration comesBack) {
        leave(random.between(Duration.ZERO, Duration.ofSeconds(1)));
        process.after(comesBack, this::connect);
    }

    private void leave(Duration serverLearns) {
        SimConnection now = connection;
        connection = null;
        opened = false;
        if (now != null) {
            now.breakUp(serverLearns);
        }
    }

    /** To another server, or to the same once more. */
    void moveOn() {
        disconnect(pause());
    }

    Duration pause() {
        return random.between(SOON, LATER);
    }

    private void newSession() {
        sessions++;
        session = name + "-" + sessions;
    }

    private void connect() {
        if (connection != null) {
            return;
        }
        List<SimHost> hosts = world.hosts();
        SimConnection next = world.connect(this, hosts.get(attempt % hosts.size()));
        attempt++;
        connection = next;
        if (next == null) {
            process.after(pause(), this::connect);
        } else {
            open(next);
        }
    }

    private void open(SimConnection on) {
        String id = session;
        ask(
                services ->
                        services.sessions()
                                .open(principal, world.parts().connection(on), id, name)
                                .thenApply(done -> {
                                    on.carry(id);
                                    listen(services, id).subscribe(new Listener(on, id));
                                    return done;
                                }),
                done -> {
                    opened = true;
                    arrived();
                },
                this::refused);
    }

    private void refused(Failure failure) {
        world.trace().note(name + " is refused: " + failure.code());
        if (failure.code().equals("session.unknown")) {
            newSession();
        }
        moveOn();
    }

    /** Whether it has a session at a server that can be asked. */
    boolean isThere() {
        return opened;
    }

    String session() {
        return session;
    }

    /** Asks the server that it is at. What never arrives is not answered: see {@link #arrived}. */
    <T> void ask(
            Function<SimServer.Services, CompletableFuture<T>> request,
            Consumer<T> then,
            Consumer<Failure> otherwise) {
        SimConnection on = connection;
        if (on != null) {
            on.request(
                    request,
                    (value, failure) -> {
                        if (connection == on && value != null) {
                            then.accept(value);
                        } else if (connection == on && failure != null) {
                            otherwise.accept(failure);
                        }
                    });
        }
    }

    /** Tries again what may be tried again: here, or at the leader. */
    void again(Failure failure, Runnable what) {
        if (failure instanceof Unavailable.NotLeader) {
            moveOn();
        } else {
            process.after(pause(), what);
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

    /** The network between it and the servers becomes faster or slower. */
    void slowest(Duration now) {
        slowest = now;
    }

    @Override
    public void lost(SimConnection lost) {
        if (connection == lost) {
            connection = null;
            opened = false;
            process.after(pause(), this::connect);
        }
    }

    /** The server's end of the stream. */
    private final class Listener implements Flow.Subscriber<EncodedItem> {

        private final SimConnection on;
        private final String to;

        Listener(SimConnection on, String to) {
            this.on = on;
            this.to = to;
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            on.onClose(subscription::cancel);
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(EncodedItem item) {
            byte[] bytes = said(on.server(), to, item.copy());
            on.toClient(() -> {
                if (connection == on) {
                    heard(bytes);
                }
            });
        }

        @Override
        public void onError(Throwable reason) {
            over();
        }

        @Override
        public void onComplete() {
            over();
        }

        private void over() {
            on.toClient(() -> {
                if (connection == on) {
                    moveOn();
                }
            });
        }
    }

    /** An item of the stream has arrived. */
    abstract void heard(byte[] item);
}
