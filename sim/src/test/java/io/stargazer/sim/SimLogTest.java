package io.stargazer.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.api.Unavailable;
import io.stargazer.sim.log.LogFaults;
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
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The simulated log keeps the port's promises, however nasty it is told to be. */
final class SimLogTest {

    private static final Duration MOMENT = Duration.ofMillis(10);

    private final SimClock clock = new SimClock();
    private final SimDisk disk = new SimDisk();
    private final SimRandom random = new SimRandom(7);
    private final SimCluster cluster =
            new SimCluster(
                    new SimRandom(8), new SimNetwork(new SimRandom(9)), List.of("s1"), voters -> 1);
    private SimProcess process = new SimProcess(clock);
    private Lines machine = new Lines();
    private SimLog log = newLog();

    @Test
    void entries_are_applied_in_the_order_of_their_proposals_and_before_they_are_acknowledged() {
        startAndLead();
        List<String> proposed = new ArrayList<>();
        List<String> acknowledged = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            String text = "e" + i;
            proposed.add(text);
            propose(text)
                    .thenAccept(index -> {
                        assertThat(machine.lines).contains(text);
                        acknowledged.add(text);
                    });
        }
        clock.runUntilQuiet();

        assertThat(machine.lines).isEqualTo(proposed);
        assertThat(acknowledged).containsExactlyInAnyOrderElementsOf(proposed);
    }

    @Test
    void nothing_is_appended_when_it_says_so() {
        startAndLead();
        log.faults(new LogFaults(1, 0, 0, 0, MOMENT, MOMENT));
        CompletableFuture<Long> notLeader = propose("a");
        log.faults(new LogFaults(0, 1, 0, 0, MOMENT, MOMENT));
        CompletableFuture<Long> overloaded = propose("b");
        clock.runUntilQuiet();

        assertThat(notLeader).isCompletedExceptionally();
        assertThat(notLeader.exceptionNow()).isInstanceOf(Unavailable.NotLeader.class);
        assertThat(overloaded.exceptionNow()).isInstanceOf(Unavailable.Overloaded.class);
        assertThat(machine.lines).isEmpty();
    }

    @Test
    void what_nobody_knows_may_be_there_or_not() {
        startAndLead();
        log.faults(new LogFaults(0, 0, 1, 0, MOMENT, MOMENT));
        CompletableFuture<Long> lost = propose("lost");
        log.faults(new LogFaults(0, 0, 0, 1, MOMENT, MOMENT));
        CompletableFuture<Long> kept = propose("kept");
        clock.runUntilQuiet();

        assertThat(lost.exceptionNow()).isInstanceOf(Unavailable.Indeterminate.class);
        assertThat(kept.exceptionNow()).isInstanceOf(Unavailable.Indeterminate.class);
        assertThat(machine.lines).containsExactly("kept");
    }

    @Test
    void what_was_acknowledged_survives_a_crash_from_snapshot_and_entries() {
        startAndLead();
        propose("before");
        clock.runUntilQuiet();
        log.snapshot();
        propose("after");
        clock.runUntilQuiet();
        assertThat(log.status().snapshot()).isEqualTo(log.status().applied() - 1);

        process.kill();
        log.crash();
        nextLife();

        assertThat(machine.lines).containsExactly("before", "after");
        assertThat(log.status().applied()).isEqualTo(disk.lastIndex());
    }

    @Test
    void of_what_a_crash_interrupts_a_beginning_survives_and_no_gap() {
        for (int round = 0; round < 50; round++) {
            startAndLead();
            int known = machine.lines.size();
            List<String> proposed = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                proposed.add(round + "-" + i);
                propose(proposed.getLast());
            }
            clock.runFor(Duration.ofMillis(random.nextInt(3)));
            process.kill();
            log.crash();
            nextLife();

            List<String> found = machine.lines.subList(known, machine.lines.size());
            assertThat(found).isEqualTo(proposed.subList(0, found.size()));
        }
    }

    @Test
    void a_change_of_leader_leaves_waiting_entries_unknown_and_then_goes_on() {
        startAndLead();
        CompletableFuture<Long> waiting = propose("waiting");
        log.changeLeader(Duration.ofSeconds(1));
        assertThat(machine.leads).isFalse();
        clock.runFor(Duration.ofMillis(300));
        assertThat(waiting.exceptionNow()).isInstanceOf(Unavailable.Indeterminate.class);
        assertThat(propose("refused").exceptionNow()).isInstanceOf(Unavailable.NotLeader.class);

        clock.runFor(Duration.ofSeconds(2));

        assertThat(machine.leads).isTrue();
        assertThat(log.status().term()).isEqualTo(2);
        assertThat(machine.lines).doesNotContain("refused");
    }

    @Test
    void a_barrier_waits_for_what_was_acknowledged_and_fails_without_a_leader() {
        startAndLead();
        CompletableFuture<Long> written = propose("a");
        CompletableFuture<Void> barrier = log.barrier();
        barrier.thenRun(() -> assertThat(machine.lines).containsExactly("a"));
        clock.runUntilQuiet();
        assertThat(written).isCompleted();
        assertThat(barrier).isCompleted();

        log.changeLeader(Duration.ofSeconds(1));
        CompletableFuture<Void> refused = log.barrier();
        clock.runFor(Duration.ofMillis(100));

        assertThat(refused.exceptionNow()).isInstanceOf(Unavailable.NotLeader.class);
    }

    @Test
    void a_full_disk_stops_the_machine_with_a_sentence() {
        startAndLead();
        disk.full(true);
        CompletableFuture<Long> proposed = propose("a");
        clock.runUntilQuiet();

        assertThat(machine.failure).contains("disk is full");
        assertThat(proposed.exceptionNow()).isInstanceOf(Unavailable.Indeterminate.class);
        assertThat(propose("b").exceptionNow()).isInstanceOf(Unavailable.NotLeader.class);
    }

    private void startAndLead() {
        log.start();
        clock.runUntilQuiet();
    }

    private void nextLife() {
        process = new SimProcess(clock);
        machine = new Lines();
        log = newLog();
        startAndLead();
    }

    private SimLog newLog() {
        return new SimLog("s1", cluster, new SimLog.Ground(process, random, disk), machine);
    }

    private CompletableFuture<Long> propose(String text) {
        return log.propose(text.getBytes(StandardCharsets.UTF_8));
    }
}
