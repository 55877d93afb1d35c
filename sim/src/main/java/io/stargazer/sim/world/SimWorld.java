package io.stargazer.sim.world;

import io.stargazer.api.Command;
import io.stargazer.api.identity.IdentityCommand.CreateNamespace;
import io.stargazer.sim.log.LogFaults;
import io.stargazer.sim.log.SimCluster;
import io.stargazer.sim.log.SimLog;
import io.stargazer.sim.net.SimNetwork;
import io.stargazer.sim.time.SimClock;
import io.stargazer.sim.time.SimRandom;
import io.stargazer.sim.time.SimTrace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Servers, their clients, the wires between them: everything there is, out of one seed. */
public final class SimWorld {

    private static final Duration PROBE = Duration.ofSeconds(5);

    private final SimClock clock = new SimClock();
    private final SimTrace trace = new SimTrace(clock);
    private final History history = new History();
    private final Carriers carriers = new Carriers(clock);
    private final List<SimClient> clients = new ArrayList<>();
    private final List<SimWatcher> watchers = new ArrayList<>();
    private final List<SimConnection> connections = new ArrayList<>();
    private final SimRandom random;
    private final SimParts parts;
    private final SimNetwork network;
    private final SimCluster cluster;
    private List<SimHost> hosts;
    private int servers;
    private int writes;

    /** A world with one server. */
    public SimWorld(long seed) {
        this(seed, 1, new SimParts());
    }

    /**
     * A world in which nothing has begun yet.
     *
     * @param servers 1, 3 or 5
     */
    public SimWorld(long seed, int servers, SimParts parts) {
        this.random = new SimRandom(seed);
        this.parts = parts;
        this.network = new SimNetwork(random.stream("network"));
        List<String> names = IntStream.rangeClosed(1, servers).mapToObj(i -> "s" + i).toList();
        this.cluster = new SimCluster(random.stream("cluster"), network, names, parts);
        this.servers = servers;
        this.hosts = names.stream().map(name -> new SimHost(this, name, parts.disk())).toList();
        network.onChange(() -> List.copyOf(connections).forEach(SimConnection::wiresChanged));
    }

    /** The first start of the servers; returns at once. */
    public void start() {
        hosts.forEach(SimHost::start);
    }

    /** A new server starts, of which nobody knows yet. */
    SimHost addHost() {
        servers++;
        SimHost added = new SimHost(this, "s" + servers, parts.disk());
        List<SimHost> more = new ArrayList<>(hosts);
        more.add(added);
        hosts = List.copyOf(more);
        trace.note(added.name() + " is new");
        added.start();
        return added;
    }

    /** A server is switched off for good. */
    void removeHost(SimHost host) {
        hosts = hosts.stream().filter(other -> other != host).toList();
        host.stop();
    }

    /** The machine of a server, unless it is gone. */
    public @Nullable SimHost host(String name) {
        return hosts.stream().filter(host -> host.name().equals(name)).findFirst().orElse(null);
    }

    /** All servers die now and start again after a while. */
    public void crash() {
        hosts.forEach(SimHost::crash);
    }

    /** How long servers stay down after a crash. */
    public void restartAfter(Duration duration) {
        hosts.forEach(host -> host.restartAfter(duration));
    }

    /** Of all logs, in this life and those to come. */
    public void faults(LogFaults now) {
        hosts.forEach(host -> host.faults(now));
    }

    public SimClient client(String name, String application) {
        SimClient client = new SimClient(this, name, application);
        clients.add(client);
        return client;
    }

    public SimWatcher watcher(String name, String service) {
        SimWatcher watcher = new SimWatcher(this, name, service);
        watchers.add(watcher);
        return watcher;
    }

    /** A new connection to a server, if it is open and the two can talk. */
    public @Nullable SimConnection connect(SimConnection.Owner owner, SimHost to) {
        if (!to.server().isOpen() || !network.isOpenBothWays(owner.name(), to.name())) {
            return null;
        }
        SimConnection connection = new SimConnection(this, to.server(), owner);
        connections.add(connection);
        return connection;
    }

    void closed(SimConnection connection) {
        connections.remove(connection);
    }

    void died(SimServer server) {
        for (SimConnection connection : List.copyOf(connections)) {
            if (connection.server() == server) {
                connection.serverDied();
            }
        }
    }

    void froze(SimServer server, Duration duration) {
        for (SimConnection connection : List.copyOf(connections)) {
            if (connection.server() == server) {
                connection.serverSilentFor(duration);
            }
        }
        cluster.disturbed();
    }

    /** The server that leads the newest term, if one does. */
    public @Nullable SimServer leader() {
        SimLog leader = cluster.leader();
        for (SimHost host : hosts) {
            if (host.server().log() == leader) {
                return host.server();
            }
        }
        return null;
    }

    /** Somebody at a server's console changes something, and is told when it is done. */
    public CompletableFuture<?> write(SimServer server) {
        writes++;
        return write(server, new CreateNamespace("n" + writes));
    }

    /** The same, with a change of their choice. */
    public CompletableFuture<?> write(SimServer server, Command command) {
        return server.control()
                .submit("user:admin", command)
                .thenAccept(decision -> history.acknowledged(decision.revision(), command));
    }

    /** Whether such a change is possible within seconds. */
    public boolean probe() {
        SimServer leader = leader();
        if (leader == null) {
            return false;
        }
        CompletableFuture<?> done = write(leader);
        clock.runFor(PROBE);
        return done.isDone() && !done.isCompletedExceptionally();
    }

    /** The server that leads, or else the first. */
    public SimServer server() {
        SimServer leader = leader();
        return leader == null ? hosts.getFirst().server() : leader;
    }

    public SimClock clock() {
        return clock;
    }

    public SimRandom random() {
        return random;
    }

    public SimTrace trace() {
        return trace;
    }

    public History history() {
        return history;
    }

    public Carriers carriers() {
        return carriers;
    }

    public SimParts parts() {
        return parts;
    }

    public SimNetwork network() {
        return network;
    }

    SimCluster cluster() {
        return cluster;
    }

    /** Those that are not gone; they may be down, or not let in yet. */
    public List<SimHost> hosts() {
        return hosts;
    }

    /** Those that at least one end believes open. */
    public List<SimConnection> connections() {
        return connections;
    }

    public List<SimClient> clients() {
        return clients;
    }

    public List<SimWatcher> watchers() {
        return watchers;
    }
}
