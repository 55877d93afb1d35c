package io.stargazer.sim.world;

import io.stargazer.sim.log.LogFaults;
import io.stargazer.sim.log.SimDisk;
import io.stargazer.sim.time.SimClock;
import io.stargazer.sim.time.SimRandom;
import io.stargazer.sim.time.SimTrace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One server, its disk, its clients: everything there is, out of one seed. One thread. */
public final class SimWorld {

    private static final Duration ELECTION = Duration.ofMillis(300);

    private final SimClock clock = new SimClock();
    private final SimTrace trace = new SimTrace(clock);
    private final History history = new History();
    private final List<SimClient> clients = new ArrayList<>();
    private final List<SimWatcher> watchers = new ArrayList<>();
    private final List<SimConnection> connections = new ArrayList<>();
    private final Map<String, Carrier> carriers = new TreeMap<>();
    private final SimRandom random;
    private final SimParts parts;
    private final SimDisk disk;
    private SimServer server;
    private LogFaults faults = LogFaults.NONE;
    private Duration restart = Duration.ofSeconds(1);
    private int lives;

    /** What carries a session, or carried it last. */
    private record Carrier(SimConnection connection, long brokenNs) {}

    public SimWorld(long seed) {
        this(seed, new SimParts());
    }

    public SimWorld(long seed, SimParts parts) {
        this.random = new SimRandom(seed);
        this.parts = parts;
        this.disk = parts.disk();
        this.server = nextLife();
    }

    private SimServer nextLife() {
        lives++;
        return new SimServer(this, random.stream("server-" + lives));
    }

    /** The first start of the server; returns at once. */
    public void start() {
        server.start(ELECTION);
    }

    /** The server dies now and starts again after a while. */
    public void crash() {
        if (!server.process().alive()) {
            return;
        }
        trace.note("server crashes");
        server.process().kill();
        server.log().crash();
        List.copyOf(connections).forEach(SimConnection::serverDied);
        clock.after(restart, this::restart);
    }

    private void restart() {
        trace.note("server starts");
        server = nextLife();
        server.log().faults(faults);
        server.start(ELECTION);
    }

    /** How long the server stays down after a crash. */
    public void restartAfter(Duration duration) {
        restart = duration;
    }

    /** Of the log, in this life and those to come. */
    public void faults(LogFaults now) {
        faults = now;
        server.log().faults(now);
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

    /** A new connection to the server that is open now. */
    SimConnection connect(SimConnection.Owner owner) {
        SimConnection connection = new SimConnection(this, server, owner);
        connections.add(connection);
        return connection;
    }

    void carries(SimConnection connection, String session) {
        carriers.put(session, new Carrier(connection, Long.MAX_VALUE));
    }

    /** The server has learned that the connection is broken. */
    void broken(SimConnection connection) {
        carriers.computeIfPresent(
                connection.session(),
                (session, carrier) ->
                        carrier.connection == connection
                                ? new Carrier(connection, clock.nowNs())
                                : carrier);
    }

    /** How long nothing has carried the session; negative while something does. */
    public Duration uncarriedFor(String session) {
        Carrier carrier = carriers.get(session);
        return Duration.ofNanos(carrier == null ? clock.nowNs() : clock.nowNs() - carrier.brokenNs);
    }

    void closed(SimConnection connection) {
        connections.remove(connection);
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

    public SimDisk disk() {
        return disk;
    }

    public SimParts parts() {
        return parts;
    }

    /** The server of this life. */
    public SimServer server() {
        return server;
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
