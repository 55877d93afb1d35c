package io.stargazer.sim;

import io.stargazer.api.identity.ApplicationId;
import io.stargazer.api.identity.Principal;
import io.stargazer.api.identity.Role;
import io.stargazer.api.registry.ServiceName;
import io.stargazer.server.identity.IdentityService;
import io.stargazer.sim.task.Workforce;
import io.stargazer.sim.time.SimRandom;
import io.stargazer.sim.world.SimClient;
import io.stargazer.sim.world.SimOperator;
import io.stargazer.sim.world.SimServer;
import io.stargazer.sim.world.SimWatcher;
import io.stargazer.sim.world.SimWorld;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** A seeded story: who offers and watches what, what people change, and what breaks. */
final class Scenario {

    private static final List<String> SERVICES = List.of("shop", "stock", "mail");
    private static final List<String> APPLICATIONS = List.of("orders", "goods", "post");
    private static final List<Integer> SLOWEST_MS = List.of(5, 300, 5_000);
    private static final int ELECTION_ROUNDS = 20;
    private static final List<Integer> PAUSES_MS = List.of(20, 200, 900, 2_500);

    private final SimWorld world;
    private final SimRandom random;
    private final Principal admin;
    private final Steps steps = new Steps();
    private final Faults faults;
    private final Workforce workforce;
    private final TaskLife tasks;
    private final ScheduleLife schedules;
    private final boolean hasTasks;
    private final boolean hasSchedules;

    Scenario(SimWorld world, Workforce workforce) {
        this.world = world;
        this.random = world.random().stream("scenario");
        TreeMap<String, Role> roles = new TreeMap<>();
        roles.put(Principal.EVERYWHERE, Role.ADMIN);
        this.admin = new Principal(Principal.Kind.USER, "admin", roles);
        this.faults = new Faults(world, random);
        this.workforce = workforce;
        this.tasks = new TaskLife(world, workforce);
        this.schedules = new ScheduleLife(world);
        this.hasTasks = world.random().stream("tasks").chance(0.5);
        boolean hasMembers = world.random().stream("members").chance(0.3);
        this.hasSchedules =
                hasTasks && !hasMembers && world.random().stream("schedules").chance(0.5);
        addLife();
        if (hasTasks) {
            tasks.addTo(steps);
        }
        if (hasSchedules) {
            schedules.addTo(steps);
        }
        if (hasMembers) {
            addMembers(new SimOperator(world));
        }
        if (random.chance(0.85)) { // some worlds are calm
            faults.addTo(steps);
        }
    }

    /** The servers start, applications are made, clients and watchers come. */
    void begin() {
        world.start();
        for (int i = 0; i < ELECTION_ROUNDS && world.leader() == null; i++) {
            world.clock().runFor(Duration.ofMillis(500));
        }
        IdentityService identity = world.server().services().identity();
        identity.createNamespace(admin, ApplicationId.DEFAULT_NAMESPACE);
        for (String application : APPLICATIONS) {
            identity.createApplication(admin, ApplicationId.parse(application), Role.OPERATOR);
        }
        if (hasTasks) {
            identity.createApplication(admin, Workforce.APPLICATION, Role.OPERATOR);
        }
        world.clock().runFor(Duration.ofSeconds(1));
        int clients = random.nextInt(4, 12);
        for (int i = 0; i < clients; i++) {
            SimClient client = world.client("c" + i, random.pick(APPLICATIONS));
            client.start();
            client.offer(service());
        }
        int watchers = random.nextInt(2, 7);
        for (int i = 0; i < watchers; i++) {
            SimWatcher watcher = world.watcher("w" + i, random.pick(SERVICES));
            watcher.slowest(upTo(random.pick(SLOWEST_MS)).plusMillis(1));
            watcher.connect();
        }
        if (hasTasks) {
            workforce.begin();
        }
        world.clock().runFor(Duration.ofSeconds(1));
    }

    /**
     * Seconds or minutes in which anything may happen at any time. Some worlds end early: a late
     * fault would wash away what an early one has done.
     */
    void disturb() {
        int count = random.nextInt(5, 160);
        int longestPauseMs = random.pick(PAUSES_MS);
        for (int i = 0; i < count; i++) {
            Steps.Step step = steps.pick(random);
            world.trace().note(step.name());
            step.action().run();
            world.clock().runFor(upTo(longestPauseMs));
        }
    }

    /** The faults stop. */
    void heal() {
        faults.heal();
        if (hasTasks) {
            tasks.heal();
        }
    }

    /** The last that is wanted, when all is well. */
    void farewell() {
        if (hasTasks) {
            workforce.submitHopeless();
        }
        if (hasSchedules) {
            schedules.farewell();
        }
    }

    private void addLife() {
        steps.may("offer", 12, () -> client().offer(service()));
        steps.may("withdraw", 4, () -> client().withdraw(service()));
        steps.may("weigh", 8, () -> client().weigh(service(), random.nextInt(0, 200)));
        steps.may("call", 6, () -> client().reportCalls(service()));
        steps.may("disconnect", 10, () -> client().disconnect(upTo(5_000)));
        steps.may("hang", 4, () -> client().hang(upTo(15_000)));
        steps.may("kill", 3, () -> client().kill(random.chance(0.5)));
        steps.may("restart", 6, this::restartClient);
        steps.may("leave", 2, () -> client().leave());
        steps.may("watcher away", 12, () -> watcher().disconnect(upTo(8_000)));
        steps.may("watcher slow", 3, () -> watcher().slowest(upTo(2_000)));
        steps.may("rotate secret", 1, () -> onServer(this::rotateSecret));
        steps.may("delete application", 2, () -> onServer(this::deleteApplication));
        steps.may("snapshot", 8, () -> on(anyServer(), server -> server.control().snapshot()));
        steps.may("snapshot at the leader", 8, () -> onServer(s -> s.control().snapshot()));
        steps.may("read", 10, () -> on(anyServer(), this::read));
        steps.may("read at the leader", 4, () -> on(world.server(), this::read));
        steps.may("write", 14, () -> on(world.server(), world::write));
        steps.may("read everywhere", 8, this::readEverywhere);
        steps.may("rack fails", 3, this::rackFails);
    }

    private void addMembers(SimOperator operator) {
        steps.may("server comes", 4, operator::add);
        steps.may("server goes", 4, operator::remove);
        steps.may("lead is handed over", 4, operator::handOver);
        steps.may(
                "two go while the leader is alone",
                3,
                () -> {
                    faults.leaderAlone();
                    operator.remove();
                    operator.remove();
                });
    }

    private void restartClient() {
        SimClient client = client();
        client.kill(random.chance(0.3));
        client.start();
    }

    /** Many are cut off at once, and those who watch, too. */
    private void rackFails() {
        for (SimClient client : world.clients()) {
            if (random.chance(0.6)) {
                client.disconnect(upTo(10_000));
            }
        }
        world.clock().runFor(upTo(4_000));
        for (SimWatcher watcher : world.watchers()) {
            if (random.chance(0.6)) {
                watcher.disconnect(upTo(3_000));
            }
        }
    }

    private interface Visit {
        CompletableFuture<?> to(SimServer server);
    }

    /** Somebody at the leader's console: what fails, fails. */
    private void onServer(Visit visit) {
        on(world.server(), visit);
    }

    /** A frozen server is asked as soon as it goes on. */
    private void on(SimServer server, Visit visit) {
        if (server.isOpen()) {
            server.process()
                    .after(
                            Duration.ZERO,
                            () ->
                                    visit.to(server)
                                            .whenComplete((done, failure) ->
                                                    world.trace()
                                                            .note(
                                                                    failure == null
                                                                            ? "done"
                                                                            : "failed")));
        }
    }

    private void readEverywhere() {
        world.hosts().forEach(host -> on(host.server(), this::read));
    }

    /** What it shows must not be older than anything that anybody was told of before. */
    private CompletableFuture<?> read(SimServer server) {
        long acknowledged = world.history().newestAcknowledged();
        return server.control()
                .read()
                .thenAccept(view -> world.history().read(server.name(), acknowledged, view));
    }

    private CompletableFuture<?> rotateSecret(SimServer server) {
        return server.services()
                .identity()
                .rotateSecret(admin, application(), Duration.ofMinutes(1));
    }

    private CompletableFuture<?> deleteApplication(SimServer server) {
        return server.services().identity().deleteApplication(admin, application());
    }

    private ApplicationId application() {
        return ApplicationId.parse(random.pick(APPLICATIONS));
    }

    private SimServer anyServer() {
        return random.pick(world.hosts()).server();
    }

    private SimClient client() {
        return random.pick(world.clients());
    }

    private SimWatcher watcher() {
        return random.pick(world.watchers());
    }

    private ServiceName service() {
        return new ServiceName(ApplicationId.DEFAULT_NAMESPACE, random.pick(SERVICES));
    }

    private Duration upTo(int millis) {
        return random.between(Duration.ZERO, Duration.ofMillis(millis));
    }
}
