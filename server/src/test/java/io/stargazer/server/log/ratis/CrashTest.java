package io.stargazer.server.log.ratis;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** CL-1: a process that is killed loses nothing that it has acknowledged. */
@Timeout(60)
class CrashTest {

    @TempDir Path directory;

    @Test
    void acknowledged_entries_survive_kill_nine_while_proposing() throws Exception {
        Set<String> acknowledged = new HashSet<>();
        for (int round = 1; round <= 3; round++) {
            try (ChildServer child = ChildServer.start(directory)) {
                child.awaitLine("leading");
                for (int i = 0; i < 700 * round; i++) {
                    acknowledged.add(child.nextLine());
                }
                acknowledged.addAll(child.kill());
            }
            acknowledged.removeIf(line -> !line.matches("n\\d+"));
        }
        assertThat(acknowledged).hasSizeGreaterThan(4_000);
        Notebook notebook = new Notebook();
        try (RatisLog log = RatisLogTest.start(directory, notebook)) {
            assertThat(log.status().leading()).isTrue();
            List<String> kept = notebook.texts();
            assertThat(kept).containsAll(acknowledged).doesNotHaveDuplicates();
        }
    }
}
