package io.stargazer.sim;

import io.stargazer.sim.log.LogFaults;
import io.stargazer.sim.net.SimNetwork;
import io.stargazer.sim.net.Weather;
import io.stargazer.sim.time.SimRandom;
import io.stargazer.sim.world.SimClient;
import io.stargazer.sim.world.SimHost;
import io.stargazer.sim.world.SimServer;
import io.stargazer.sim.world.SimWorld;
import java.time.Duration;
import java.util.List;

/** Everything that may break in a world, and how it is made whole again. */
final class Faults {

    private static final List<Integer> SLOWEST_MS = List.of(5, 300, 5_000);
    private static final List<Integer> FREEZES_MS = List.of(300, 5_000, 15_000);

    private final SimWorld world;
    private final SimRandom random;
    private long frozenUntilNs;

    Faults(SimWorld world, SimRandom random) {
        this.world = world;
        this.random = random;
    }

    /** Each world has some of the faults: where all happen, one hides what another has done. */
    void addTo(Steps steps) {
        steps.may("honest logs", 4, () -> world.faults(LogFaults.NONE));
        steps.may("disks free", 3, () -> world.hosts().forEach(host -> host.disk().full(false)));
        steps.may("fine weather", 3, () -> world.network().weather(Weather.FINE));
        steps.may("repair", 8, () -> world.network().repair());
        Steps all = new Steps();
        addProcesses(all);
        addMachines(all);
        addNetwork(all);
        steps.mayDoSome(all, random);
    }

    private void addProcesses(Steps steps) {
        steps.may("nasty logs", 5, () -> world.faults(nasty()));
        steps.may("nasty log", 3, () -> host().faults(nasty()));
        steps.may("crash", 5, () -> crash(host()));
        steps.may("crash of the leader", 5, () -> crash(leader()));
        steps.may("crash of all", 1, () -> world.hosts().forEach(this::crash));
        steps.may("leader change", 5, () -> server().log().changeLeader(upTo(4_000)));
        steps.may("campaign", 6, () -> host().server().log().campaign());
        steps.may("freeze", 3, () -> freeze(host()));
        steps.may("freeze of the leader", 4, () -> freeze(leader()));
    }

    private void addMachines(Steps steps) {
        steps.may("disk full", 2, () -> host().disk().full(true));
        steps.may("clock jumps", 2, () -> host().wallClock().jump(upTo(20_000).minusSeconds(10)));
        steps.may("clock hours off", 2, () -> host().wallClock().jump(hours()));
        steps.may("clock drifts", 1, () -> host().wallClock().drift(random.nextInt(-500, 500)));
    }

    private void addNetwork(Steps steps) {
        steps.may("bad weather", 4, () -> world.network().weather(badWeather()));
        steps.may("one way", 5, () -> world.network().cut(host().name(), host().name()));
        steps.may("alone", 3, () -> isolate(host()));
        steps.may("leader alone", 6, this::leaderAlone);
        steps.may("in two", 3, this::divide);
        steps.may("client cut off", 4, this::cutClient);
        steps.may("slow client", 3, () -> client().slowest(upTo(800)));
    }

    /** The faults stop, as soon as the last frozen process goes on. */
    void heal() {
        long nowNs = world.clock().nowNs();
        world.clock().runFor(Duration.ofNanos(Math.max(0, frozenUntilNs - nowNs)));
        world.trace().note("heal");
        for (SimHost host : world.hosts()) {
            host.disk().full(false);
            host.wallClock().set();
        }
        world.faults(LogFaults.NONE);
        world.restartAfter(Duration.ofMillis(500));
        world.network().weather(Weather.FINE);
        world.network().repair();
        world.clients().forEach(client -> client.slowest(Duration.ofMillis(3)));
        world.watchers().forEach(watcher -> watcher.slowest(Duration.ofMillis(3)));
    }

    private Duration hours() {
        return Duration.ofHours(random.nextInt(-12, 12));
    }

    private LogFaults nasty() {
        return new LogFaults(
                random.nextDouble() * 0.2,
                random.nextDouble() * 0.2,
                random.nextDouble() * 0.2,
                random.nextDouble() * 0.3,
                upTo(random.pick(SLOWEST_MS)).plusMillis(1),
                upTo(random.pick(SLOWEST_MS)).plusMillis(1));
    }

    private Weather badWeather() {
        return new Weather(
                random.nextDouble() * 0.4,
                random.nextDouble() * 0.3,
                upTo(random.pick(List.of(5, 300, 2_000))).plusMillis(1));
    }

    private void crash(SimHost host) {
        host.restartAfter(upTo(4_000));
        host.crash();
    }

    private void freeze(SimHost host) {
        Duration duration = upTo(random.pick(FREEZES_MS));
        frozenUntilNs = Math.max(frozenUntilNs, world.clock().nowNs() + duration.toNanos());
        host.freeze(duration);
    }

    void leaderAlone() {
        isolate(leader());
    }

    /** Cut off from the other servers; sometimes from the clients, too. */
    private void isolate(SimHost host) {
        world.hosts().forEach(other -> cut(host.name(), other.name()));
        if (random.chance(0.3)) {
            world.clients().forEach(client -> cut(client.name(), host.name()));
        }
    }

    private void divide() {
        for (SimHost one : world.hosts()) {
            boolean isLeft = random.chance(0.5);
            for (SimHost other : world.hosts()) {
                if (isLeft != random.chance(0.5)) {
                    cut(one.name(), other.name());
                }
            }
        }
    }

    private void cut(String one, String other) {
        SimNetwork network = world.network();
        network.cut(one, other);
        network.cut(other, one);
    }

    private void cutClient() {
        SimClient client = client();
        SimHost host = host();
        if (random.chance(0.7)) {
            world.network().cut(client.name(), host.name());
        }
        if (random.chance(0.7)) {
            world.network().cut(host.name(), client.name());
        }
    }

    private SimClient client() {
        return random.pick(world.clients());
    }

    private SimHost host() {
        return random.pick(world.hosts());
    }

    private SimServer server() {
        return world.server();
    }

    /** The one on which the leader runs, if there is one. */
    private SimHost leader() {
        SimServer leader = world.leader();
        for (SimHost host : world.hosts()) {
            if (host.server() == leader) {
                return host;
            }
        }
        return host();
    }

    private Duration upTo(int millis) {
        return random.between(Duration.ZERO, Duration.ofMillis(millis));
    }
}
