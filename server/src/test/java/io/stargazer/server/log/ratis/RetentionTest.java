package io.stargazer.server.log.ratis;

import static io.stargazer.server.log.ratis.Cluster.await;
import static io.stargazer.server.log.ratis.Cluster.propose;
import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.server.log.Member;
import io.stargazer.server.log.ratis.Cluster.Node;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** CL-5: however much is written, what is kept on the disk of each server stays bounded. */
@Timeout(180)
class RetentionTest {

    private static final int ENTRY_BYTES = 250_000;
    private static final int ENTRIES = 240;
    private static final int SNAPSHOT_ENTRIES = 20;

    /** The one being written, the one before it, and the rest of the one before that. */
    private static final long MOST_BYTES = 4L * RatisLogOptions.SEGMENT_BYTES;

    @TempDir Path folder;

    @Test
    void log_and_snapshots_stay_bounded_on_leader_and_follower_and_after_a_restart()
            throws Exception {
        assertThat((long) ENTRIES * ENTRY_BYTES).isGreaterThan(7L * RatisLogOptions.SEGMENT_BYTES);
        try (Cluster cluster = new Cluster(folder, SNAPSHOT_ENTRIES, Forgetful::new)) {
            Node first = cluster.start("s1");
            first.notebook().awaitLeading();
            cluster.start("s2");
            first.log().members().add(new Member("s2", "s2:1")).get(30, TimeUnit.SECONDS);
            write(cluster);
            assertBounded(cluster);
            for (String id : List.of("s1", "s2")) {
                cluster.stop(id);
            }
            for (String id : List.of("s1", "s2")) {
                cluster.start(id);
            }
            write(cluster);
            assertBounded(cluster);
        }
    }

    private static void write(Cluster cluster) throws Exception {
        Node leader = cluster.leader();
        String text = "x".repeat(ENTRY_BYTES);
        long last = 0;
        for (int i = 0; i < ENTRIES; i++) {
            last = propose(leader, text);
        }
        for (Node node : cluster.all()) {
            long all = last;
            await(() -> node.log().status().applied() >= all);
        }
    }

    private void assertBounded(Cluster cluster) {
        for (Node node : cluster.all()) {
            Path data = folder.resolve(node.id());
            await(() -> bytes(data.resolve("raft")) <= MOST_BYTES);
            await(() -> files(data.resolve("snapshots")) == 2);
            assertThat(node.log().status().bytes()).isPositive();
        }
    }

    private static long files(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.count();
        } catch (IOException e) {
            return -1; // one went while it was counted: looked at again
        }
    }

    private static long bytes(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            long sum = 0;
            for (Path file : files.toList()) {
                sum += Files.size(file);
            }
            return sum;
        } catch (IOException | UncheckedIOException e) {
            return Long.MAX_VALUE; // one went while it was counted: looked at again
        }
    }
}
