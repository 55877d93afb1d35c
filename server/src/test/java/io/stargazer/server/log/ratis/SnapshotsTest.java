package io.stargazer.server.log.ratis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stargazer.server.log.ReplicatedLog;
import io.stargazer.server.log.StartRefused;
import io.stargazer.server.log.StartRefused.Reason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SnapshotsTest {

    @TempDir Path directory;

    @Test
    void restart_takes_the_snapshot_and_the_log_after_it() throws Exception {
        long index;
        try (RatisLog log = RatisLogTest.start(directory, new Notebook())) {
            RatisLogTest.propose(log, "a");
            RatisLogTest.propose(log, "b");
            index = snapshot(log);
            RatisLogTest.propose(log, "c");
            assertThat(log.status().snapshot()).isEqualTo(index);
        }
        Notebook after = new Notebook();
        try (RatisLog log = RatisLogTest.start(directory, after)) {
            assertThat(after.restoredFrom()).isEqualTo(index);
            assertThat(after.texts()).containsExactly("a", "b", "c");
            assertThat(RatisLogTest.propose(log, "d")).isGreaterThan(index);
        }
    }

    @Test
    void snapshot_on_request_of_an_idle_log_is_the_one_there_is() throws Exception {
        try (RatisLog log = RatisLogTest.start(directory, new Notebook())) {
            RatisLogTest.propose(log, "a");
            long index = snapshot(log);
            assertThat(snapshot(log)).isEqualTo(index);
            assertThat(snapshots()).hasSize(1);
        }
    }

    @Test
    void entries_go_on_while_a_snapshot_is_written() throws Exception {
        Notebook notebook = new Notebook();
        notebook.holdViews = new CountDownLatch(1);
        CompletableFuture<Long> snapshot;
        try (RatisLog log = RatisLogTest.start(directory, notebook)) {
            RatisLogTest.propose(log, "before");
            snapshot = log.snapshot();
            assertThat(notebook.viewBegun.await(10, TimeUnit.SECONDS)).isTrue();
            long during = RatisLogTest.propose(log, "during");
            assertThat(snapshot).isNotDone();
            CompletableFuture<Long> second = log.snapshot();
            notebook.holdViews.countDown();
            assertThat(snapshot.get(10, TimeUnit.SECONDS)).isLessThan(during);
            assertThat(second.get(10, TimeUnit.SECONDS)).isEqualTo(during);
        }
        Notebook after = new Notebook();
        RatisLogTest.start(directory, after).close();
        assertThat(after.texts()).containsExactly("before", "during");
    }

    @Test
    void log_and_snapshots_stay_bounded_on_disk() throws Exception {
        Notebook notebook = new Notebook();
        String filler = "x".repeat(60_000);
        try (RatisLog log =
                RatisLog.start(RatisLogTest.options(directory, 100), new Forgetful(notebook))) {
            notebook.awaitLeading();
            for (int i = 0; i < 1_000; i++) {
                RatisLogTest.propose(log, i + filler); // 60 MB in all
            }
            snapshot(log);
            // Two snapshots' worth of entries, the open segment and one that straddles.
            assertThat(log.status().bytes()).isLessThan(4L * RatisLogOptions.SEGMENT_BYTES);
            assertThat(snapshots()).hasSize(2);
        }
        try (RatisLog log =
                RatisLog.start(RatisLogTest.options(directory, 100), new Forgetful(notebook))) {
            assertThat(log.status().snapshot()).isPositive();
        }
    }

    @Test
    void damaged_snapshot_is_replaced_by_the_older_one_and_the_log() throws Exception {
        List<String> texts = threeSnapshots();
        Path newest = snapshots().getLast();
        long size = Files.size(newest);
        for (long at : List.of(0L, 9L, 15L, 25L, 28L, size / 2, size - 1)) {
            byte[] whole = Files.readAllBytes(newest);
            flip(newest, at);
            Notebook after = new Notebook();
            RatisLogTest.start(directory, after).close();
            assertThat(after.texts()).isEqualTo(texts);
            assertThat(newest).doesNotExist();
            assertThat(newest.resolveSibling(newest.getFileName() + ".damaged")).exists();
            Files.write(newest, whole);
        }
    }

    @Test
    void damaged_snapshot_that_nothing_replaces_refuses_the_start() throws Exception {
        threeSnapshots();
        for (Path snapshot : snapshots()) {
            flip(snapshot, 30);
        }
        Path newest = snapshots().getLast();
        assertThatThrownBy(() -> RatisLogTest.start(directory, new Notebook()))
                .isInstanceOfSatisfying(
                        StartRefused.class, e -> assertThat(e.reason()).isEqualTo(Reason.DAMAGED))
                .hasMessageContaining(newest.toString());
        assertThat(newest).exists();
    }

    @Test
    void missing_snapshots_refuse_the_start() throws Exception {
        threeSnapshots();
        for (Path snapshot : snapshots()) {
            Files.delete(snapshot);
        }
        assertThatThrownBy(() -> RatisLogTest.start(directory, new Notebook()))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("the snapshots hold only up to -1");
    }

    @Test
    void torn_snapshot_of_a_crash_is_forgotten() throws Exception {
        RatisLogTest.start(directory, new Notebook()).close();
        Path torn = directory.resolve("snapshots/snapshot-0000000000000000007.tmp");
        Files.write(torn, new byte[10]);
        RatisLogTest.start(directory, new Notebook()).close();
        assertThat(torn).doesNotExist();
    }

    /** Segments roll over between them, so that the log before the older kept one is gone. */
    private List<String> threeSnapshots() throws Exception {
        String filler = "x".repeat(60_000);
        List<String> texts = IntStream.range(0, 450).mapToObj(i -> i + filler).toList();
        try (RatisLog log = RatisLogTest.start(directory, new Notebook())) {
            for (int i = 0; i < texts.size(); i++) {
                RatisLogTest.propose(log, texts.get(i));
                if (i % 200 == 40) {
                    snapshot(log);
                }
            }
        }
        assertThat(snapshots()).hasSize(2);
        return texts;
    }

    private static long snapshot(ReplicatedLog log) throws Exception {
        return log.snapshot().get(10, TimeUnit.SECONDS);
    }

    private List<Path> snapshots() throws Exception {
        try (Stream<Path> files = Files.list(directory.resolve("snapshots"))) {
            return files.filter(f -> f.toString().matches(".*snapshot-\\d+")).sorted().toList();
        }
    }

    private static void flip(Path file, long at) throws Exception {
        byte[] bytes = Files.readAllBytes(file);
        bytes[(int) at] ^= 0x10;
        Files.write(file, bytes);
    }
}
