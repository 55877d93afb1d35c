package io.stargazer.server;

import io.stargazer.api.identity.HashedSecret;
import io.stargazer.api.session.SessionContract;
import io.stargazer.rpc.codec.CodecTable;
import io.stargazer.rpc.codec.RecordPayload;
import io.stargazer.rpc.loop.Burst;
import io.stargazer.rpc.server.RpcServer;
import io.stargazer.rpc.server.RpcSettings;
import io.stargazer.rpc.service.ServiceTable;
import io.stargazer.rpc.telemetry.CallMetrics;
import io.stargazer.rpc.tls.Tls;
import io.stargazer.server.cluster.ClusterHttpApi;
import io.stargazer.server.cluster.Figures;
import io.stargazer.server.cluster.MembersHttpApi;
import io.stargazer.server.cluster.Metrics;
import io.stargazer.server.cluster.StatusService;
import io.stargazer.server.console.Console;
import io.stargazer.server.control.ControlMachine;
import io.stargazer.server.control.ControlPlane;
import io.stargazer.server.http.Authentication;
import io.stargazer.server.http.FrontDoor;
import io.stargazer.server.http.Routes;
import io.stargazer.server.identity.KeyPublisher;
import io.stargazer.server.log.StartRefused;
import io.stargazer.server.rpc.RpcLogin;
import io.stargazer.server.time.SystemTimers;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;

/**
 * One server, wired by hand: storage, then capabilities, RPC, HTTP, and then, when the others can
 * reach it, the log begins to take part. Whatever fails refuses the start with a sentence; closing
 * goes the other way round.
 */
public final class StargazerServer implements AutoCloseable {

    private static final Duration LEAD_WITHIN = Duration.ofSeconds(30);

    private final ServerConfig config;
    private final SystemTimers timers = new SystemTimers();
    private final CallMetrics served = new CallMetrics();
    private final CallMetrics made = new CallMetrics();
    private final ArrayDeque<Runnable> closers = new ArrayDeque<>();
    private final Tls tls;
    private final ClusterCapability cluster;
    private final ControlPlane control;
    private final IdentityCapability identity;
    private final TaskCapability tasks;
    private final Routes routes;
    private final int port;

    /**
     * Starts, and returns once the server can serve.
     *
     * @param onFailed told why the log can no longer write; must stop the process
     * @throws StartRefused when the data directory cannot be used
     * @throws java.net.BindException when the port cannot be had
     */
    public static StargazerServer start(ServerConfig config, BiConsumer<String, Throwable> onFailed)
            throws StartRefused, IOException, InterruptedException {
        return new StargazerServer(config, onFailed);
    }

    private StargazerServer(ServerConfig config, BiConsumer<String, Throwable> onFailed)
            throws StartRefused, IOException, InterruptedException {
        this.config = config;
        boolean started = false;
        try {
            closers.push(timers::close);
            ControlMachine machine = new ControlMachine(onFailed);
            tls = TlsCapability.open(config.encryption().tls());
            cluster = ClusterCapability.open(config, machine, tls);
            closers.push(cluster::close);
            control =
                    new ControlPlane(
                            machine, cluster.log, timers, new SecureRandom(), Burst::atEnd);
            closers.push(control::close);
            ServerConfig clustered = config.withServerId(cluster.id);
            identity = new IdentityCapability(control, timers, clustered);
            KeyPublisher key = new KeyPublisher(identity.tokens, timers, actor());
            control.listen(key);
            RegistryCapability registry = new RegistryCapability(control, timers, config);
            tasks = new TaskCapability(control, timers, registry.sessions, clustered);
            ServiceTable services =
                    new ServiceTable(CodecTable.standard().with(new RecordPayload()));
            registry.addTo(services, identity, cluster.servers());
            tasks.addTo(services);
            cluster.addTo(services, tasks::tellTheEnd);
            RpcServer rpc = openRpc(services);
            FrontDoor door = makeDoor(registry, rpc);
            routes = door.routes();
            port = door.open();
            Duration checkEvery = config.encryption().checkEvery();
            closers.push(TlsCapability.watch(tls, checkEvery, timers, door)::cancel);
            cluster.launch(port, timers);
            closers.push(cluster::leave);
            if (cluster.isAlone()) {
                awaitLeading(key);
            }
            started = true;
        } finally {
            if (!started) {
                close();
            }
        }
    }

    /** The port it listens on. */
    public int port() {
        return port;
    }

    /** What it answers over HTTP, for tests. */
    Routes routes() {
        return routes;
    }

    /** Tasks, for tests. */
    TaskCapability tasks() {
        return tasks;
    }

    /** The address to call it by. */
    public String url() {
        return (tls.isOn() ? "https://" : "http://") + config.host() + ":" + port;
    }

    /** {@code host:port} of all servers of the cluster, as far as this one knows. */
    public List<String> addresses() {
        return cluster.addresses();
    }

    /** A token for somebody at the keyboard of this very process. */
    public record IssuedToken(String token, long expiresMs) {

        @Override
        public String toString() {
            return "IssuedToken[expiresMs=" + expiresMs + "]";
        }
    }

    /**
     * Creates the default namespace and a first user, if there is no user yet.
     *
     * @param chosenPassword empty to have one made
     * @return the user's password, empty if there was a user already
     */
    public String bootstrap(String adminName, String chosenPassword) {
        boolean isChosen = !chosenPassword.isEmpty();
        String password = isChosen ? chosenPassword : identity.secrets.generate();
        HashedSecret hashed =
                isChosen
                        ? identity.secrets.hashPassword(password)
                        : identity.secrets.hashGenerated(password);
        return identity.service.bootstrap(actor(), adminName, hashed).join() ? password : "";
    }

    /** A token for a user, without a password: whoever runs this process has its data anyway. */
    public IssuedToken tokenOf(String user) {
        SessionContract.Grant grant = identity.logins.unasked(user).grant();
        return new IssuedToken(grant.token(), grant.expiresMs());
    }

    /** Ends in order: no new visitors, finish, let go of the log last. */
    @Override
    public void close() {
        while (!closers.isEmpty()) {
            closers.pop().run();
        }
    }

    /** Whether it can serve: it leads, or follows a leader with all that is known. */
    public boolean isReady() {
        return cluster.isHere() ? identity.tokens.isPublished() : cluster.isReady();
    }

    /** Whether this server leads the cluster. */
    public boolean leads() {
        return cluster.isHere();
    }

    /** Its id, which it may have been given by the cluster that it joined. */
    public String id() {
        return cluster.id;
    }

    /** The other servers of the cluster, for people. */
    public List<String> others() {
        return cluster.others();
    }

    /** A server without others leads within milliseconds, or its disk does not work. */
    private static void awaitLeading(KeyPublisher key) throws StartRefused, InterruptedException {
        try {
            key.published().get(LEAD_WITHIN.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new StartRefused(
                    StartRefused.Reason.FAILED,
                    "the log did not become writable within " + LEAD_WITHIN.toSeconds() + " s",
                    e);
        }
    }

    private RpcServer openRpc(ServiceTable services) {
        RpcServer rpc =
                new RpcServer(
                        new RpcSettings(
                                        services,
                                        cluster.admitting(
                                                new RpcLogin(identity.gate, identity.logins)))
                                .withLimits(config.limits().rpc())
                                .withObserver(served)
                                .withClock(timers));
        closers.push(rpc::close);
        return rpc;
    }

    private FrontDoor makeDoor(RegistryCapability registry, RpcServer rpc) {
        Authentication authentication = new Authentication(identity.gate::admit);
        FrontDoor door =
                new FrontDoor(
                        new FrontDoor.Settings(
                                config.host(),
                                config.port(),
                                config.limits().maxBodyBytes(),
                                config.limits().request(),
                                config.limits().silence()),
                        authentication,
                        rpc,
                        cluster,
                        tls);
        closers.push(door::close);
        Figures.Sources sources =
                new Figures.Sources(
                        door.routes()::served,
                        served::calls,
                        () -> door.connections() + rpc.connections(),
                        registry.hub::size);
        Figures figures = new Figures(control, timers, sources);
        Metrics metrics = new Metrics(control, sources);
        metrics.bindCalls(Map.of("provider", served, "caller", made));
        metrics.bindTls(tls);
        closers.push(metrics::close);
        GatewayCapability gateway =
                new GatewayCapability(registry.service, identity.tokens, cluster.id, made, tls);
        closers.push(gateway::close);
        metrics.bindEjections(gateway::ejected);
        StatusService status =
                new StatusService(cluster.id, control, this::isReady, figures, timers);
        identity.addTo(door.routes());
        registry.addTo(door.routes());
        tasks.addTo(door.routes());
        gateway.addTo(door.routes());
        new ClusterHttpApi(status, metrics).addTo(door.routes());
        new MembersHttpApi(cluster.members(identity.tokens)).addTo(door.routes());
        cluster.addTo(door.routes(), control, timers);
        openConsole(registry, status, authentication, door.routes());
        return door;
    }

    private void openConsole(
            RegistryCapability registry,
            StatusService status,
            Authentication authentication,
            Routes routes) {
        Console console =
                new Console(
                        new Console.Services(
                                identity.service,
                                identity.logins,
                                registry.service,
                                registry.sessions,
                                registry.calls,
                                registry.methods,
                                status,
                                cluster.members(identity.tokens),
                                tasks.work()),
                        authentication,
                        timers);
        closers.push(console::close);
        console.listenTo(control);
        console.addTo(routes);
    }

    private String actor() {
        return "server:" + cluster.id;
    }
}
