package io.stargazer.server.log.ratis;

import static io.stargazer.server.log.ratis.Cluster.await;
import static io.stargazer.server.log.ratis.Cluster.propose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stargazer.api.Unavailable;
import io.stargazer.server.log.Member;
import io.stargazer.server.log.StartRefused;
import io.stargazer.server.log.StartRefused.Reason;
import io.stargazer.server.log.ratis.Cluster.Node;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** CL-1, CL-2, CL-6: a server that began a cluster never believes to be alone in it again. */
@Timeout(120)
class VotersTest {

    @TempDir Path folder;

    private Path segments(String id) {
        return folder.resolve(id + "/raft/" + Library.GROUP.getUuid() + "/current");
    }

    private Path voters(String id) {
        return segments(id).resolve("raft-meta.conf");
    }

    /** Returns when both vote, with what the first knew of voters before. */
    private byte[] startTwo(Cluster cluster) throws Exception {
        Node first = cluster.start("s1");
        first.notebook().awaitLeading();
        byte[] alone = Files.readAllBytes(voters("s1"));
        cluster.start("s2");
        first.log().members().add(new Member("s2", "s2:1")).get(20, TimeUnit.SECONDS);
        propose(first, "kept");
        return alone;
    }

    private static void stopBoth(Cluster cluster) {
        cluster.stop("s1");
        cluster.stop("s2");
    }

    @Test
    void founder_that_was_killed_before_its_list_was_written_does_not_count_itself_alone()
            throws Exception {
        try (Cluster cluster = new Cluster(folder, 1_000_000)) {
            byte[] alone = startTwo(cluster);
            stopBoth(cluster);
            Files.write(voters("s1"), alone);
            requireNotAlone(cluster);
            stopBoth(cluster);
            Files.delete(voters("s1"));
            requireNotAlone(cluster);
        }
    }

    private static void requireNotAlone(Cluster cluster) throws Exception {
        Node first = cluster.start("s1");
        assertThat(ids(first)).containsExactly("s1", "s2");
        assertThatThrownBy(() -> propose(first, "alone"))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(Unavailable.NotLeader.class);
        cluster.start("s2");
        Node leader = cluster.leader();
        await(() -> leader.notebook().texts().contains("kept"));
        assertThat(leader.notebook().texts()).doesNotContain("alone");
        assertThat(ids(leader)).containsExactly("s1", "s2");
    }

    private static List<String> ids(Node node) {
        return node.log().status().voters().stream().map(Member::id).toList();
    }

    @Test
    void list_that_cannot_be_written_stops_the_server() throws Exception {
        try (Cluster cluster = new Cluster(folder, 1_000_000)) {
            Node first = cluster.start("s1");
            first.notebook().awaitLeading();
            Files.createDirectory(segments("s1").resolve("raft-meta.conf.tmp"));
            cluster.start("s2");
            var _ = first.log().members().add(new Member("s2", "s2:1"));
            assertThat(first.notebook().failure.get(20, TimeUnit.SECONDS).sentence())
                    .startsWith("the list of who votes cannot be written in " + folder)
                    .contains("raft-meta.conf");
            assertThatThrownBy(() -> propose(first, "after"))
                    .hasCauseInstanceOf(Unavailable.NotLeader.class);
        }
    }

    @Test
    void founder_without_a_list_whose_log_has_let_go_of_the_changes_does_not_start()
            throws Exception {
        try (Cluster cluster = new Cluster(folder, 1_000_000)) {
            startTwo(cluster);
            cluster.node("s1").log().snapshot().get(20, TimeUnit.SECONDS);
            stopBoth(cluster);
            deleteLog();
            Files.delete(voters("s1"));
            assertThatThrownBy(() -> cluster.start("s1"))
                    .isInstanceOfSatisfying(
                            StartRefused.class,
                            e -> assertThat(e.reason()).isEqualTo(Reason.DAMAGED))
                    .hasMessageContainingAll(voters("s1").toString(), "might lead alone");
        }
    }

    /** The snapshot has all that was in it. */
    private void deleteLog() throws IOException {
        try (Stream<Path> files = Files.list(segments("s1"))) {
            for (Path file :
                    files.filter(f -> f.getFileName().toString().startsWith("log_")).toList()) {
                Files.delete(file);
            }
        }
    }
}
