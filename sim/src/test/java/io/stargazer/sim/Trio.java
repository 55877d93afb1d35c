package io.stargazer.sim;

import io.stargazer.sim.log.MemberChanges;
import io.stargazer.sim.log.SimCluster;
import io.stargazer.sim.log.SimDisk;
import io.stargazer.sim.log.SimLog;
import io.stargazer.sim.net.SimNetwork;
import io.stargazer.sim.time.SimClock;
import io.stargazer.sim.time.SimProcess;
import io.stargazer.sim.time.SimRandom;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/** Three logs of lines, and the wires between them. */
final class Trio {

    final SimClock clock = new SimClock();
    final SimRandom random;
    final SimNetwork network;
    final SimCluster cluster;
    final List<Server> servers = new ArrayList<>();

    /** One of them: its disk stays, the rest is new in every life. */
    final class Server {
        final String name;
        final SimDisk disk = new SimDisk();
        SimProcess process = new SimProcess(clock);
        Lines machine = new Lines();
        SimLog log;

        Server(String name) {
            this.name = name;
            this.log = newLog();
        }

        private SimLog newLog() {
            return new SimLog(
                    name, cluster, new SimLog.Ground(process, random.stream(name), disk), machine);
        }

        void crash() {
            process.kill();
            log.crash();
        }

        void restart() {
            process = new SimProcess(clock);
            machine = new Lines();
            log = newLog();
            log.start();
        }

        CompletableFuture<Long> propose(String line) {
            return log.propose(line.getBytes(StandardCharsets.UTF_8));
        }
    }

    Trio(long seed) {
        random = new SimRandom(seed);
        network = new SimNetwork(random.stream("network"));
        List<String> names = List.of("s1", "s2", "s3");
        cluster = new SimCluster(random.stream("cluster"), network, names, voters -> 2);
        names.forEach(name -> servers.add(new Server(name)));
        servers.forEach(server -> server.log.start());
        pass(Duration.ofSeconds(2));
    }

    /** A server that nobody has let in yet. */
    Server newcomer(String name) {
        Server server = new Server(name);
        servers.add(server);
        server.log.start();
        return server;
    }

    MemberChanges members() {
        return Objects.requireNonNull(leader().log.members());
    }

    void pass(Duration duration) {
        clock.runFor(duration);
    }

    Server leader() {
        SimLog leader = Objects.requireNonNull(cluster.leader());
        return servers.stream().filter(s -> s.log == leader).findFirst().orElseThrow();
    }

    List<Server> others(Server one) {
        return servers.stream().filter(server -> server != one).toList();
    }

    /** From here on the others do not hear it, nor it them. */
    void isolate(Server one) {
        for (Server other : others(one)) {
            network.cut(one.name, other.name);
            network.cut(other.name, one.name);
        }
    }
}
