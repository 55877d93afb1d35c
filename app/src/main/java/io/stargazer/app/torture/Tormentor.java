package io.stargazer.app.torture;

import io.stargazer.app.torture.network.Gate;
import io.stargazer.app.torture.network.Wires;
import io.stargazer.app.torture.schedule.Fault;
import io.stargazer.app.torture.schedule.FaultKind;
import io.stargazer.app.torture.schedule.FaultKind.Family;
import io.stargazer.app.torture.task.TaskCrew;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Does to the cluster what the schedule says, and undoes it again. */
final class Tormentor {

    private static final long DELAY_MS = 100;

    private final TortureCluster cluster;
    private final TaskCrew crew;
    private final Map<Family, Integer> counts = new EnumMap<>(Family.class);

    Tormentor(TortureCluster cluster, TaskCrew crew) {
        this.cluster = cluster;
        this.crew = crew;
    }

    /** How many faults of the family there were. */
    synchronized int count(Family family) {
        return counts.getOrDefault(family, 0);
    }

    private synchronized void counted(FaultKind kind) {
        counts.merge(kind.family(), 1, Integer::sum);
    }

    /**
     * Returns when the fault is over and the cluster was left alone for a while.
     *
     * @param told whom it hits, before it does
     */
    void inflict(Fault fault, Consumer<String> told) throws IOException, InterruptedException {
        switch (fault.kind()) {
            case KILL_EXECUTOR -> {
                String victim = crew.executor(fault.pick());
                told.accept(victim);
                killExecutor(fault, victim);
            }
            case KILL_SUBMITTER -> {
                told.accept("submitter");
                killSubmitter(fault);
            }
            default -> {
                TortureServer victim = victim(fault);
                told.accept(victim.id());
                inflict(fault, victim);
            }
        }
        counted(fault.kind());
        cluster.pause(fault.pause());
    }

    /** The server that the fault would hit now; waits until one leads. */
    private TortureServer victim(Fault fault) throws InterruptedException {
        TortureServer leader = cluster.awaitLeader();
        return switch (fault.kind()) {
            case KILL_FOLLOWER,
                    FREEZE_FOLLOWER,
                    STOP_FOLLOWER,
                    TRANSFER_LEADER,
                    CUT_FOLLOWER,
                    SLOW_DISK_FOLLOWER -> {
                List<TortureServer> followers =
                        cluster.servers().stream().filter(server -> server != leader).toList();
                yield followers.get(fault.pick() % followers.size());
            }
            default -> leader;
        };
    }

    private void inflict(Fault fault, TortureServer victim)
            throws IOException, InterruptedException {
        switch (fault.kind()) {
            case KILL_LEADER, KILL_FOLLOWER -> kill(fault, List.of(victim));
            case KILL_ALL -> kill(fault, cluster.servers());
            case FREEZE_LEADER, FREEZE_FOLLOWER -> freeze(fault, victim);
            case STOP_LEADER, STOP_FOLLOWER -> stop(fault, victim);
            case TRANSFER_LEADER -> cluster.transferTo(victim);
            case CUT_LEADER, CUT_FOLLOWER, MUTE_LEADER, DEAF_LEADER, DELAY_LEADER ->
                    cut(fault, victim.number());
            case SLOW_DISK_LEADER, SLOW_DISK_FOLLOWER -> slowDisk(fault, victim);
            case KILL_EXECUTOR, KILL_SUBMITTER ->
                    throw new IllegalArgumentException(fault + " hits no server");
        }
    }

    private void killExecutor(Fault fault, String victim) throws IOException, InterruptedException {
        crew.killExecutor(victim);
        cluster.pause(fault.length());
        crew.startExecutor(victim);
    }

    private void killSubmitter(Fault fault) throws IOException, InterruptedException {
        crew.killSubmitter();
        cluster.pause(fault.length());
        crew.startSubmitter();
    }

    private void kill(Fault fault, List<TortureServer> victims)
            throws IOException, InterruptedException {
        for (TortureServer victim : victims) {
            victim.kill();
        }
        cluster.pause(fault.length());
        start(victims);
    }

    private void freeze(Fault fault, TortureServer victim)
            throws IOException, InterruptedException {
        victim.freeze();
        try {
            cluster.pause(fault.length());
        } finally {
            victim.thaw();
        }
    }

    private void slowDisk(Fault fault, TortureServer victim)
            throws IOException, InterruptedException {
        try (SlowDisk _ = SlowDisk.of(victim.pid())) {
            cluster.pause(fault.length());
        }
    }

    private void stop(Fault fault, TortureServer victim) throws IOException, InterruptedException {
        victim.stop();
        cluster.pause(fault.length());
        start(List.of(victim));
    }

    private void start(List<TortureServer> servers) throws IOException, InterruptedException {
        for (TortureServer server : servers) {
            server.start();
        }
        for (TortureServer server : servers) {
            cluster.await(server.id() + " is back", () -> cluster.lookout().isMember(server));
        }
    }

    private void cut(Fault fault, int victim) throws InterruptedException {
        Wires wires = cluster.wires();
        List<Gate> out = wires.from(victim);
        List<Gate> in = wires.to(victim);
        switch (fault.kind()) {
            case MUTE_LEADER -> out.forEach(Gate::shut);
            case DEAF_LEADER -> in.forEach(Gate::shut);
            case DELAY_LEADER -> {
                out.forEach(gate -> gate.delay(DELAY_MS));
                in.forEach(gate -> gate.delay(DELAY_MS));
            }
            default -> {
                out.forEach(Gate::shut);
                in.forEach(Gate::shut);
            }
        }
        cluster.pause(fault.length());
        wires.heal();
        if (fault.resets()) {
            wires.reset();
        }
    }
}
