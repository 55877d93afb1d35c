package io.stargazer.server.log.ratis;

import static io.stargazer.server.log.ratis.Cluster.await;
import static io.stargazer.server.log.ratis.Cluster.propose;
import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.api.Unavailable;
import io.stargazer.server.log.Member;
import io.stargazer.server.log.ratis.Cluster.Node;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** CL-1, CL-2: one server becomes three without stopping, and three survive the loss of one. */
@Timeout(120)
class RatisClusterTest {

    private static final Duration LATER_THAN_THE_TEST = Duration.ofMinutes(5);

    @TempDir Path folder;

    @Test
    void single_server_becomes_three_and_loses_nothing() throws Exception {
        try (Cluster cluster = new Cluster(folder, 1_000_000)) {
            Node first = cluster.start("s1");
            first.notebook().awaitLeading();
            List<String> texts = IntStream.range(0, 100).mapToObj(i -> "e" + i).toList();
            for (String text : texts) {
                propose(first, text);
            }
            for (String id : List.of("s2", "s3")) {
                cluster.start(id);
                first.log().members().add(new Member(id, id + ":1")).get(20, TimeUnit.SECONDS);
            }
            propose(first, "after");
            for (Node node : cluster.all()) {
                await(() -> node.notebook().texts().contains("after"));
                assertThat(node.notebook().texts()).startsWith(texts.toArray(String[]::new));
                assertThat(node.log().status().voters())
                        .extracting(Member::id)
                        .containsExactly("s1", "s2", "s3");
            }
        }
    }

    @Test
    void newcomer_waits_and_never_leads_alone() throws Exception {
        try (Cluster cluster = new Cluster(folder, 1_000_000)) {
            Node newcomer = cluster.start("s2");
            assertThat(newcomer.log().isFounder()).isFalse();
            assertThat(newcomer.log().propose(new byte[1]))
                    .failsWithin(5, TimeUnit.SECONDS)
                    .withThrowableOfType(ExecutionException.class)
                    .withCauseInstanceOf(Unavailable.NotLeader.class);
            cluster.stop("s2");
            assertThat(cluster.start("s2").log().status().voters()).isEmpty();
        }
    }

    @Test
    void loss_of_the_leader_loses_no_acknowledged_entry() throws Exception {
        try (Cluster cluster = new Cluster(folder, 1_000_000)) {
            cluster.startThree();
            Node first = cluster.leader();
            propose(first, "kept");
            cluster.stop(first.id());
            Node second = cluster.leader();
            assertThat(second.id()).isNotEqualTo(first.id());
            assertThat(second.notebook().texts()).contains("kept");
            propose(second, "more");
            Node back = cluster.start(first.id());
            await(() -> back.notebook().texts().contains("more"));
            assertThat(back.notebook().texts()).isEqualTo(second.notebook().texts());
        }
    }

    @Test
    void leader_whose_process_has_ended_is_replaced_before_anybody_waits_in_vain()
            throws Exception {
        try (Cluster cluster = new Cluster(folder, 1_000_000)) {
            cluster.elections(LATER_THAN_THE_TEST);
            cluster.startThree();
            propose(cluster.node("s1"), "kept");
            cluster.stop("s1");
            Node second = cluster.leader();
            propose(second, "more");
            assertThat(second.notebook().texts()).contains("kept");
        }
    }

    @Test
    void servers_that_were_all_down_find_a_leader_however_long_a_vote_takes() throws Exception {
        try (Cluster cluster = new Cluster(folder, 1_000_000)) {
            cluster.startThree();
            propose(cluster.leader(), "kept");
            for (String id : List.of("s1", "s2", "s3")) {
                cluster.stop(id);
            }
            cluster.delay(40);
            for (String id : List.of("s1", "s2", "s3")) {
                cluster.start(id);
            }
            Node leader = cluster.leader();
            await(() -> leader.notebook().texts().contains("kept"));
            assertThat(leader.log().status().term()).isLessThan(30);
        }
    }

    @Test
    void deposed_leader_says_indeterminate_and_serves_no_read() throws Exception {
        try (Cluster cluster = new Cluster(folder, 1_000_000)) {
            cluster.startThree();
            Node old = cluster.leader();
            cluster.cutOff(old.id());
            CompletableFuture<Long> unknown =
                    old.log().propose("lost".getBytes(StandardCharsets.UTF_8));
            CompletableFuture<Void> read = old.log().barrier();
            Node fresh = cluster.leader();
            propose(fresh, "won");
            assertThat(read.isDone() && !read.isCompletedExceptionally()).isFalse();
            cluster.reconnect(old.id());
            assertThat(unknown)
                    .failsWithin(20, TimeUnit.SECONDS)
                    .withThrowableOfType(ExecutionException.class)
                    .withCauseInstanceOf(Unavailable.Indeterminate.class);
            assertThat(read).failsWithin(20, TimeUnit.SECONDS);
            await(() -> old.notebook().texts().contains("won"));
            assertThat(old.notebook().texts()).doesNotContain("lost");
        }
    }

    @Test
    void follower_that_was_away_for_too_long_gets_a_snapshot_on_the_running_machine()
            throws Exception {
        try (Cluster cluster = new Cluster(folder, 50)) {
            cluster.startThree();
            Node leader = cluster.leader();
            Node away =
                    cluster.all().stream()
                            .filter(node -> !node.id().equals(leader.id()))
                            .findFirst()
                            .orElseThrow();
            propose(leader, "before");
            await(() -> away.notebook().texts().contains("before"));
            cluster.cutOff(away.id());
            String padding = "-".repeat(60_000); // the log lets go of whole segments only
            for (int i = 0; i < 400; i++) {
                propose(leader, i + padding);
            }
            leader.log().snapshot().get(20, TimeUnit.SECONDS);
            propose(leader, "x");
            leader.log().snapshot().get(20, TimeUnit.SECONDS);
            cluster.reconnect(away.id());
            propose(cluster.leader(), "after");
            await(() -> away.notebook().texts().contains("after"));
            assertThat(away.notebook().restoredFrom()).isPositive();
            assertThat(away.notebook().texts()).isEqualTo(leader.notebook().texts());
        }
    }

    @Test
    void newcomer_gets_the_snapshot_of_what_is_no_longer_in_the_log() throws Exception {
        try (Cluster cluster = new Cluster(folder, 50)) {
            Node first = cluster.start("s1");
            first.notebook().awaitLeading();
            for (int i = 0; i < 300; i++) {
                propose(first, "e" + i);
            }
            first.log().snapshot().get(20, TimeUnit.SECONDS);
            Node second = cluster.start("s2");
            first.log().members().add(new Member("s2", "s2:1")).get(30, TimeUnit.SECONDS);
            propose(first, "after");
            await(() -> second.notebook().texts().contains("after"));
            assertThat(second.notebook().texts()).isEqualTo(first.notebook().texts());
            assertThat(second.notebook().restoredFrom()).isPositive();
        }
    }

    @Test
    void lead_is_handed_over_and_a_server_that_left_votes_no_more() throws Exception {
        try (Cluster cluster = new Cluster(folder, 1_000_000)) {
            cluster.startThree();
            Node first = cluster.leader();
            first.log().members().transferTo("s3").get(10, TimeUnit.SECONDS);
            Node third = cluster.leader();
            assertThat(third.id()).isEqualTo("s3");
            third.notebook().awaitLeading();
            third.log().members().remove("s1").get(20, TimeUnit.SECONDS);
            cluster.stop("s1");
            propose(third, "two are enough");
            assertThat(third.log().status().voters())
                    .extracting(Member::id)
                    .containsExactly("s2", "s3");
        }
    }
}
