package io.stargazer.sim;

import io.stargazer.api.identity.ApplicationId;
import io.stargazer.api.identity.Principal;
import io.stargazer.api.identity.Role;
import io.stargazer.api.registry.ServiceName;
import io.stargazer.server.identity.IdentityService;
import io.stargazer.sim.log.LogFaults;
import io.stargazer.sim.time.SimRandom;
import io.stargazer.sim.world.SimClient;
import io.stargazer.sim.world.SimServer;
import io.stargazer.sim.world.SimWatcher;
import io.stargazer.sim.world.SimWorld;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** A seeded story: who offers and watches what, what people change, and what breaks. */
final class Scenario {

    private static final List<String> SERVICES = List.of("shop", "stock", "mail");
    private static final List<String> APPLICATIONS = List.of("orders", "goods", "post");
    private static final List<Integer> SLOWEST_MS = List.of(5, 300, 5_000);
    private static final List<Integer> PAUSES_MS = List.of(20, 200, 900, 2_500);

    private final SimWorld world;
    private final SimRandom random;
    private final Principal admin;
    private final List<Step> steps = new ArrayList<>();
    private int totalWeight;

    /** Something that may happen, and how often compared with the rest. */
    private record Step(String name, int weight, Runnable action) {}

    Scenario(SimWorld world) {
        this.world = world;
        this.random = world.random().stream("scenario");
        TreeMap<String, Role> roles = new TreeMap<>();
        roles.put(Principal.EVERYWHERE, Role.ADMIN);
        this.admin = new Principal(Principal.Kind.USER, "admin", roles);
        addLife();
        if (random.chance(0.85)) { // some worlds are calm
            addFaults();
        }
    }

    /** The server starts, applications are made, clients and watchers come. */
    void begin() {
        world.start();
        world.clock().runFor(Duration.ofSeconds(1));
        IdentityService identity = world.server().services().identity();
        identity.createNamespace(admin, ApplicationId.DEFAULT_NAMESPACE);
        for (String application : APPLICATIONS) {
            identity.createApplication(admin, ApplicationId.parse(application), Role.OPERATOR);
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
            Step step = pickStep();
            world.trace().note(step.name());
            step.action().run();
            world.clock().runFor(upTo(longestPauseMs));
        }
    }

    /** The faults stop: the disk has room, the network is fast, the server is or comes up. */
    void heal() {
        world.trace().note("heal");
        world.disk().full(false);
        world.faults(LogFaults.NONE);
        world.restartAfter(Duration.ofMillis(500));
        world.clients().forEach(client -> client.slowest(Duration.ofMillis(3)));
        world.watchers().forEach(watcher -> watcher.slowest(Duration.ofMillis(3)));
    }

    private Step pickStep() {
        int at = random.nextInt(totalWeight);
        for (Step step : steps) {
            at -= step.weight();
            if (at < 0) {
                return step;
            }
        }
        throw new IllegalStateException("weights add up to their total");
    }

    private void may(String name, int weight, Runnable action) {
        steps.add(new Step(name, weight, action));
        totalWeight += weight;
    }

    private void addLife() {
        may("offer", 12, () -> client().offer(service()));
        may("withdraw", 4, () -> client().withdraw(service()));
        may("weigh", 8, () -> client().weigh(service(), random.nextInt(0, 200)));
        may("call", 6, () -> client().reportCalls(service()));
        may("disconnect", 10, () -> client().disconnect(upTo(5_000)));
        may("hang", 4, () -> client().hang(upTo(15_000)));
        may("kill", 3, () -> client().kill(random.chance(0.5)));
        may("restart", 6, this::restartClient);
        may("leave", 2, () -> client().leave());
        may("watcher away", 12, () -> watcher().disconnect(upTo(8_000)));
        may("watcher slow", 3, () -> watcher().slowest(upTo(2_000)));
        may("rotate secret", 1, () -> onServer(this::rotateSecret));
        may("delete application", 2, () -> onServer(this::deleteApplication));
        may("snapshot", 6, () -> onServer(server -> server.control().snapshot()));
    }

    private void addFaults() {
        may("nasty log", 6, () -> world.faults(nasty()));
        may("honest log", 3, () -> world.faults(LogFaults.NONE));
        may("crash", 3, this::crash);
        may("leader change", 4, () -> world.server().log().changeLeader(upTo(4_000)));
        may("freeze", 2, () -> world.server().process().freeze(upTo(5_000)));
        may("disk full", 1, () -> world.disk().full(true));
        may("disk free", 3, () -> world.disk().full(false));
        may("clock jumps", 2, () -> world.server().timers().jump(upTo(20_000).minusSeconds(10)));
        may("clock drifts", 1, () -> world.server().timers().drift(random.nextInt(-500, 500)));
        may("rack fails", 3, this::rackFails);
        may("slow network", 3, () -> client().slowest(upTo(800)));
    }

    private LogFaults nasty() {
        return new LogFaults(
                random.nextDouble() * 0.2,
                random.nextDouble() * 0.2,
                random.nextDouble() * 0.2,
                random.nextDouble() * 0.3,
                upTo(random.pick(SLOWEST_MS)).plusMillis(1));
    }

    private void crash() {
        world.restartAfter(upTo(4_000));
        world.crash();
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

    /** Somebody at a console: what fails, fails. */
    private void onServer(Visit visit) {
        if (world.server().isOpen()) {
            visit.to(world.server())
                    .whenComplete((done, failure) ->
                            world.trace().note(failure == null ? "done" : "failed"));
        }
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
