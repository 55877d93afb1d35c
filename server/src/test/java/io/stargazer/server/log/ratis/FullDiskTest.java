package io.stargazer.server.log.ratis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stargazer.api.Unavailable;
import io.stargazer.server.log.StartRefused;
import io.stargazer.server.log.StartRefused.Reason;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class FullDiskTest {

    @TempDir Path temporary;

    @Test
    void full_disk_is_said_once_and_loses_nothing_acknowledged() throws Exception {
        try (Tmpfs disk = Tmpfs.mount(temporary.resolve("disk"), "size=40m")) {
            Path directory = disk.path().resolve("data");
            List<String> acknowledged = new ArrayList<>();
            Notebook notebook = new Notebook();
            try (RatisLog log = RatisLogTest.start(directory, notebook)) {
                String filler = "x".repeat(200_000);
                assertThatThrownBy(
                                () -> {
                                    for (int i = 0; i < 400; i++) {
                                        String text = i + filler;
                                        RatisLogTest.propose(log, text);
                                        acknowledged.add(text);
                                    }
                                })
                        .isInstanceOf(ExecutionException.class)
                        .hasCauseInstanceOf(Unavailable.Indeterminate.class);
                assertThat(notebook.failure.get(10, TimeUnit.SECONDS).sentence())
                        .startsWith("the disk of " + directory + " is full");
                assertThatThrownBy(() -> RatisLogTest.propose(log, "after"))
                        .hasCauseInstanceOf(Unavailable.NotLeader.class);
            }
            assertThat(acknowledged).hasSizeGreaterThan(50);
            assertThatThrownBy(() -> RatisLogTest.start(directory, new Notebook()))
                    .isInstanceOfSatisfying(
                            StartRefused.class,
                            e -> assertThat(e.reason()).isEqualTo(Reason.DISK_FULL))
                    .hasMessageStartingWith("the disk of " + directory + " is full");
            enlarge(disk);
            Notebook after = new Notebook();
            try (RatisLog log = RatisLogTest.start(directory, after)) {
                assertThat(after.texts()).containsAll(acknowledged);
                RatisLogTest.propose(log, "goes on");
            }
        }
    }

    @Test
    void snapshot_that_does_not_fit_is_a_failure_too() throws Exception {
        try (Tmpfs disk = Tmpfs.mount(temporary.resolve("disk"), "size=40m")) {
            Path directory = disk.path().resolve("data");
            Notebook notebook = new Notebook();
            try (RatisLog log = RatisLogTest.start(directory, notebook)) {
                RatisLogTest.propose(log, "one");
                long free = Files.getFileStore(disk.path()).getUsableSpace();
                Files.write(disk.path().resolve("filler"), new byte[(int) free]);
                assertThatThrownBy(() -> log.snapshot().get(10, TimeUnit.SECONDS))
                        .isInstanceOf(ExecutionException.class);
                assertThat(notebook.failure.get(10, TimeUnit.SECONDS).sentence())
                        .startsWith("the disk of " + directory + " is full");
            }
        }
    }

    private static void enlarge(Tmpfs disk) throws Exception {
        Process remount =
                new ProcessBuilder("mount", "-o", "remount,size=160m", disk.path().toString())
                        .redirectErrorStream(true)
                        .start();
        String said = new String(remount.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(remount.waitFor()).as(said).isZero();
    }
}
