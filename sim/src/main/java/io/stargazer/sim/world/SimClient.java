package io.stargazer.sim.world;

import io.stargazer.api.Command;
import io.stargazer.api.Failure;
import io.stargazer.api.Unavailable;
import io.stargazer.api.identity.ApplicationId;
import io.stargazer.api.identity.Principal;
import io.stargazer.api.identity.Role;
import io.stargazer.api.registry.Instance;
import io.stargazer.api.registry.RegistryCommand.Deregister;
import io.stargazer.api.registry.RegistryCommand.Register;
import io.stargazer.api.registry.RegistryCommand.SetWeight;
import io.stargazer.api.registry.RegistryContract.CallCount;
import io.stargazer.api.registry.ServiceName;
import io.stargazer.sim.time.SimProcess;
import io.stargazer.sim.time.SimRandom;
import io.stargazer.sim.world.Wishes.Wish;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A provider as the SDK makes it: it knows what it wants to offer and brings the servers there,
 * whatever breaks meanwhile. It tries one server after the other until it is at the leader; after
 * every new connection it opens its session and registers all of it anew; what is unknown or
 * unavailable it asks again, under the same ids.
 */
public final class SimClient implements SimConnection.Owner {

    private static final Duration SOON = Duration.ofMillis(20);
    private static final Duration LATER = Duration.ofMillis(700);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    private final SimWorld world;
    private final String name;
    private final ApplicationId application;
    private final Principal principal;
    private final SimRandom random;
    private final Wishes wishes = new Wishes();
    private List<String> servers;
    private SimProcess process;
    private @Nullable SimConnection connection;
    private Duration slowest = Duration.ofMillis(3);
    private String session = "";
    private int sessions;
    private int attempt;
    private Duration pause = FIRST_PAUSE;
    private boolean opened;
    private boolean busy;
    private boolean leaving;
    private boolean gone;

    SimClient(SimWorld world, String name, String application) {
        this.world = world;
        this.name = name;
        this.application = ApplicationId.parse(application);
        this.principal = principalOf(this.application);
        this.random = world.random().stream(name);
        this.process = new SimProcess(world.clock());
        this.servers = known();
        this.attempt = random.nextInt(world.hosts().size());
    }

    /** Somebody who may offer and watch in the application's namespace. */
    public static Principal principalOf(ApplicationId application) {
        SortedMap<String, Role> roles = new TreeMap<>();
        roles.put(application.namespace(), Role.OPERATOR);
        return new Principal(Principal.Kind.APPLICATION, application.toString(), roles);
    }

    /** A new process of this client begins. */
    public void start() {
        process = new SimProcess(world.clock());
        connection = null;
        gone = false;
        leaving = false;
        learn(known());
        newSession();
        disconnected(Duration.ZERO);
    }

    /** From now on it wants to offer the service. */
    public void offer(ServiceName service) {
        String address = name + "." + service.name() + ":7000";
        wishes.offer(service, Instance.of(name, "1.0", address));
        sync();
    }

    /** From now on it does not want to. */
    public void withdraw(ServiceName service) {
        wishes.withdraw(service);
        sync();
    }

    public void weigh(ServiceName service, int weight) {
        wishes.weigh(service, weight);
        sync();
    }

    /** Says that it called a service, if there is anybody to say it to. */
    public void reportCalls(ServiceName service) {
        SimConnection now = connection;
        if (now != null) {
            now.toServer(() -> {
                if (now.session().equals(session)) {
                    now.server()
                            .services()
                            .calls()
                            .report(application, List.of(new CallCount(service, 7, 1, 900)));
                }
            });
        }
    }

    /** The wire breaks; the server learns within a second, the client comes back after a while. */
    public void disconnect(Duration comesBack) {
        SimConnection now = connection;
        if (now != null) {
            now.breakUp(random.between(Duration.ZERO, Duration.ofSeconds(1)));
            disconnected(comesBack);
        }
    }

    /** Stops, with its connection open, and goes on afterwards as if nothing had been. */
    public void hang(Duration duration) {
        process.freeze(duration);
        if (connection != null) {
            connection.silentFor(duration);
        }
    }

    /** Dies: with a last sign, or silently as when the power fails. */
    public void kill(boolean silently) {
        gone = true;
        process.kill();
        SimConnection now = connection;
        if (now != null) {
            now.breakUp(
                    silently
                            ? SimConnection.LEASE
                            : random.between(Duration.ZERO, Duration.ofMillis(200)));
            connection = null;
        }
    }

    /** Ends its session in good order and goes. */
    public void leave() {
        leaving = true;
        sync();
    }

    public boolean isGone() {
        return gone;
    }

    public String session() {
        return session;
    }

    public ApplicationId application() {
        return application;
    }

    /** What should be listed of it once all is well. */
    public SortedMap<ServiceName, Instance> wanted() {
        return gone ? Collections.emptySortedMap() : wishes.wanted();
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
    public void slowest(Duration now) {
        slowest = now;
    }

    @Override
    public void lost(SimConnection lost) {
        if (connection == lost) {
            disconnected(random.between(SOON, LATER));
        }
    }

    private void disconnected(Duration comesBack) {
        connection = null;
        opened = false;
        busy = false;
        wishes.unconfirm();
        process.after(comesBack, this::sync);
    }

    private void newSession() {
        sessions++;
        session = name + "-" + sessions;
        opened = false;
        wishes.unconfirm();
    }

    /** The next step towards what it wants, if there is one and nothing is under way. */
    private void sync() {
        if (busy || gone || !process.alive()) {
            return;
        }
        if (connection == null) {
            connect();
        } else if (!opened) {
            open(connection);
        } else if (leaving) {
            ask(services -> services.sessions().close(principal, session), done -> kill(false));
        } else {
            Map.Entry<ServiceName, Wish> next = wishes.outstanding();
            if (next != null) {
                pursue(next.getKey(), next.getValue());
            }
        }
    }

    private void connect() {
        SimHost next = world.host(servers.get(attempt % servers.size()));
        attempt++;
        connection = next == null ? null : world.connect(this, next);
        if (connection == null) {
            process.after(nextPause(), this::sync);
        } else {
            sync();
        }
    }

    /** Where it is told to look at its start. */
    private List<String> known() {
        return world.hosts().stream().map(SimHost::name).toList();
    }

    /** A server tells where all are; what it knew before is tried when they are not there. */
    private void learn(List<String> told) {
        Set<String> all = new LinkedHashSet<>(told);
        all.addAll(servers);
        servers = List.copyOf(all);
    }

    /** Longer and longer, until a session is open. */
    private Duration nextPause() {
        Duration now = random.between(pause, pause.multipliedBy(2));
        pause = pause.multipliedBy(2);
        if (pause.compareTo(LONGEST_PAUSE) > 0) {
            pause = LONGEST_PAUSE;
        }
        return now;
    }

    /** Goes away in good order, to the next server. */
    private void moveOn() {
        SimConnection now = connection;
        if (now != null) {
            now.breakUp(random.between(Duration.ZERO, SOON));
            disconnected(nextPause());
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
                                    return done;
                                }),
                done -> {
                    world.trace().note(name + " has opened " + id);
                    opened = true;
                    pause = FIRST_PAUSE;
                });
    }

    private void pursue(ServiceName service, Wish wish) {
        Instance instance = wish.instance();
        String on = session;
        if (wish.isWithdrawn()) {
            ask(
                    services ->
                            promised(
                                    services.registry()
                                            .deregister(principal, service, instance.id()),
                                    new Deregister(service, instance.id())),
                    done -> wishes.forget(service, wish));
        } else if (wish.isConfirmed()) {
            ask(
                    services ->
                            promised(
                                    services.registry()
                                            .setWeight(
                                                    principal,
                                                    service,
                                                    instance.id(),
                                                    instance.weight()),
                                    new SetWeight(service, instance.id(), instance.weight())),
                    done -> wish.confirmed(instance));
        } else {
            ask(
                    services ->
                            promised(
                                    services.registry().register(principal, on, service, instance),
                                    new Register(on, service, instance)),
                    done -> wish.confirmed(instance));
        }
    }

    private CompletableFuture<Long> promised(CompletableFuture<Long> revision, Command command) {
        return revision.thenApply(done -> {
            world.history().acknowledged(done, command);
            return done;
        });
    }

    private <T> void ask(
            Function<SimServer.Services, CompletableFuture<T>> request, Consumer<T> then) {
        SimConnection on = connection;
        if (on == null) {
            return;
        }
        busy = true;
        on.request(
                request,
                (value, failure) -> {
                    if (connection != on) {
                        return;
                    }
                    busy = false;
                    learn(on.server().log().voters().names());
                    if (value != null) {
                        then.accept(value);
                        sync();
                    } else if (failure != null) {
                        refused(failure);
                    }
                });
    }

    private void refused(Failure failure) {
        world.trace().note(name + " is refused: " + failure.code());
        if (failure instanceof Unavailable.Indeterminate) {
            wishes.renameUnconfirmed(world.parts()::idAfterUnknownOutcome);
        }
        switch (failure.code()) {
            case "session.unknown" -> newSession();
            case "registry.unknown-instance", "registry.unknown-service" -> wishes.unconfirm();
            case "identity.unknown-application" -> {
                world.history().turnedAway(name, application);
                gone = true;
            }
            default -> {}
        }
        if (failure instanceof Unavailable.NotLeader && servers.size() > 1) {
            moveOn();
        } else {
            process.after(random.between(SOON, LATER), this::sync);
        }
    }
}
