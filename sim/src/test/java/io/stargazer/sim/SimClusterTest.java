package io.stargazer.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.api.Unavailable;
import io.stargazer.sim.net.Weather;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** CL-1: the simulated consensus is a correct one, and as nasty as one may be. */
final class SimClusterTest {

    private static final Duration MOMENT = Duration.ofMillis(20);
    private static final Duration ELECTION = Duration.ofSeconds(2);

    @Test
    void what_is_acknowledged_is_on_all_servers_in_the_same_order() {
        Trio trio = new Trio(1);
        CompletableFuture<Long> first = trio.leader().propose("first");
        CompletableFuture<Long> second = trio.leader().propose("second");
        trio.pass(MOMENT);

        assertThat(second.join()).isGreaterThan(first.join());
        for (Trio.Server server : trio.servers) {
            assertThat(server.machine.lines).containsExactly("first", "second");
        }
    }

    @Test
    void a_deposed_leader_that_does_not_know_it_commits_nothing_and_answers_no_read() {
        Trio trio = new Trio(2);
        Trio.Server old = trio.leader();
        trio.isolate(old);
        old.process.freeze(ELECTION.plusSeconds(1));
        trio.cluster.disturbed();
        trio.pass(ELECTION);
        CompletableFuture<Long> acknowledged = trio.leader().propose("young");
        trio.pass(MOMENT);
        assertThat(acknowledged).isCompleted();

        assertThat(old.log.leading()).isTrue();
        CompletableFuture<Long> written = old.propose("old");
        CompletableFuture<Void> read = old.log.barrier();
        trio.pass(MOMENT);
        assertThat(written).isNotDone();
        assertThat(read).isNotDone();
        trio.network.repair();
        trio.pass(ELECTION);

        assertThat(old.log.leading()).isFalse();
        assertThat(written.exceptionNow()).isInstanceOf(Unavailable.Indeterminate.class);
        assertThat(read.exceptionNow()).isInstanceOf(Unavailable.NotLeader.class);
        for (Trio.Server server : trio.servers) {
            assertThat(server.machine.lines).containsExactly("young");
        }
    }

    @Test
    void what_a_leader_has_written_before_it_crashed_is_committed_later_or_never() {
        Set<Boolean> fates = new HashSet<>();
        for (long seed = 1; seed <= 40; seed++) {
            Trio trio = new Trio(seed);
            Trio.Server old = trio.leader();
            trio.network.weather(new Weather(0.7, 0, Duration.ofMillis(1)));
            CompletableFuture<Long> done = old.propose("written");
            trio.pass(Duration.ofNanos(400_000));
            trio.network.weather(Weather.FINE);
            boolean isAcknowledged = done.isDone();
            old.crash();
            trio.pass(ELECTION);
            old.restart();
            trio.pass(ELECTION);

            boolean isThere = old.machine.lines.contains("written");
            assertThat(isThere || !isAcknowledged).isTrue();
            for (Trio.Server server : trio.servers) {
                assertThat(server.machine.lines).isEqualTo(old.machine.lines);
            }
            if (!isAcknowledged) {
                fates.add(isThere);
            }
        }
        assertThat(fates).containsExactlyInAnyOrder(true, false);
    }

    @Test
    void a_follower_that_is_far_behind_is_given_a_snapshot_while_it_runs() {
        Trio trio = new Trio(3);
        Trio.Server leader = trio.leader();
        Trio.Server behind = trio.others(leader).getFirst();
        leader.propose("known");
        trio.pass(MOMENT);
        trio.isolate(behind);
        leader.propose("missed");
        trio.pass(MOMENT);
        leader.log.snapshot();
        trio.pass(ELECTION);
        assertThat(behind.machine.lines).containsExactly("known");

        trio.network.repair();
        trio.pass(ELECTION);

        assertThat(behind.machine.lines).containsExactly("known", "missed");
        assertThat(behind.machine.restored).isEqualTo(1);
        assertThat(behind.log.status().snapshot()).isPositive();
    }

    @Test
    void without_a_quorum_nobody_leads_and_with_one_everything_goes_on() {
        Trio trio = new Trio(4);
        Trio.Server leader = trio.leader();
        trio.others(leader).forEach(Trio.Server::crash);
        CompletableFuture<Long> proposed = leader.propose("waiting");
        trio.pass(ELECTION);
        assertThat(leader.log.leading()).isFalse();
        assertThat(proposed.exceptionNow()).isInstanceOf(Unavailable.Indeterminate.class);

        trio.others(leader).getFirst().restart();
        trio.pass(ELECTION);

        // Nobody else has it, so nobody else can lead.
        assertThat(trio.leader()).isSameAs(leader);
        assertThat(leader.machine.lines).containsExactly("waiting");
    }

    @Test
    void a_newcomer_is_told_everything_and_then_votes() {
        Trio trio = new Trio(5);
        trio.leader().propose("before");
        trio.pass(MOMENT);
        Trio.Server fourth = trio.newcomer("s4");
        trio.pass(ELECTION);
        assertThat(fourth.machine.lines).isEmpty();

        CompletableFuture<Void> added = trio.members().add("s4");
        trio.pass(ELECTION);

        assertThat(added).isCompleted();
        assertThat(fourth.machine.lines).containsExactly("before");
        for (Trio.Server server : trio.servers) {
            assertThat(server.log.voters().names()).containsExactly("s1", "s2", "s3", "s4");
        }
        Trio.Server leader = trio.leader();
        trio.others(leader).stream().limit(2).forEach(Trio.Server::crash);
        trio.pass(ELECTION);
        assertThat(trio.cluster.leader()).as("two of four are not enough").isNull();
    }

    @Test
    void a_leader_that_is_taken_out_leads_until_the_others_know_and_no_longer() {
        Trio trio = new Trio(6);
        Trio.Server leader = trio.leader();
        CompletableFuture<Void> removed = trio.members().remove(leader.name);
        trio.pass(ELECTION);

        assertThat(removed).isCompleted();
        assertThat(trio.leader()).isNotSameAs(leader);
        assertThat(trio.leader().log.voters().names()).hasSize(2).doesNotContain(leader.name);
        trio.isolate(leader);
        assertThat(trio.leader().propose("without")).isNotNull();
        trio.pass(ELECTION);
        assertThat(trio.leader().machine.lines).containsExactly("without");
        assertThat(leader.machine.lines).isEmpty();
    }

    @Test
    void the_next_change_of_voters_waits_for_the_one_before() {
        Trio trio = new Trio(7);
        trio.isolate(trio.leader());
        List<Trio.Server> others = trio.others(trio.leader());
        CompletableFuture<Void> first = trio.members().remove(others.getFirst().name);
        CompletableFuture<Void> second = trio.members().remove(others.getLast().name);

        assertThat(first).isNotDone();
        assertThat(second.exceptionNow()).isInstanceOf(Unavailable.Unreachable.class);
        trio.pass(ELECTION);
        assertThat(first.exceptionNow()).isInstanceOf(Unavailable.Indeterminate.class);
    }

    @Test
    void whatever_breaks_all_apply_the_same_and_nothing_acknowledged_is_lost() {
        for (long seed = 1; seed <= 150; seed++) {
            Trio trio = new Trio(seed);
            List<String> acknowledged = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                String line = seed + "-" + i;
                trio.random
                        .pick(trio.servers)
                        .propose(line)
                        .thenAccept(at -> acknowledged.add(line));
                disturb(trio);
                trio.pass(trio.random.between(Duration.ZERO, Duration.ofMillis(400)));
            }
            trio.network.weather(Weather.FINE);
            trio.network.repair();
            trio.pass(Duration.ofSeconds(10));

            List<String> lines = trio.leader().machine.lines;
            assertThat(lines).containsAll(acknowledged).doesNotHaveDuplicates();
            for (Trio.Server server : trio.servers) {
                assertThat(server.machine.lines)
                        .as("%s of seed %d", server.name, seed)
                        .isEqualTo(lines);
            }
        }
    }

    private static void disturb(Trio trio) {
        Trio.Server one = trio.random.pick(trio.servers);
        switch (trio.random.nextInt(10)) {
            case 0 -> trio.isolate(one);
            case 1 -> trio.network.cut(one.name, trio.random.pick(trio.servers).name);
            case 2, 3 -> trio.network.repair();
            case 4 -> trio.network.weather(new Weather(0.3, 0.3, Duration.ofMillis(300)));
            case 5 -> one.log.campaign();
            case 6 -> one.log.snapshot();
            case 7 -> {
                one.crash();
                one.restart();
            }
            case 8 -> one.process.freeze(Duration.ofMillis(700));
            default -> trio.network.weather(Weather.FINE);
        }
    }
}
