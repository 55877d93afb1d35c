package io.stargazer.app.torture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** CL-2: the disk of a running process can be made slow, and well again. */
@Timeout(60)
class SlowDiskTest {

    @TempDir Path folder;

    @BeforeEach
    void requireStrace() throws Exception {
        assumeThat(SlowDisk.whyNot()).as("strace may attach to processes").isNull();
    }

    @Test
    void each_call_that_forces_data_to_the_disk_takes_long_until_it_is_closed() throws Exception {
        String file = Files.writeString(folder.resolve("file"), "text").toString();
        Process shell =
                new ProcessBuilder(
                                "sh",
                                "-c",
                                "while read any; do sync -d \"$0\"; echo done; done",
                                file)
                        .start();
        try (BufferedReader output = shell.inputReader()) {
            try (SlowDisk _ = SlowDisk.of(shell.pid())) {
                long beginNs = System.nanoTime();
                force(shell, output);
                force(shell, output);
                assertThat(System.nanoTime() - beginNs)
                        .isGreaterThanOrEqualTo(2 * SlowDisk.EACH_CALL.toNanos());
            }
            force(shell, output);
            assertThat(shell.isAlive()).isTrue();
        } finally {
            shell.destroyForcibly();
        }
    }

    private static void force(Process shell, BufferedReader output) throws Exception {
        shell.outputWriter().write("go\n");
        shell.outputWriter().flush();
        assertThat(output.readLine()).isEqualTo("done");
    }

    @Test
    void a_process_that_is_gone_is_named() throws Exception {
        Process gone = new ProcessBuilder("true").start();
        gone.waitFor();
        assertThatThrownBy(() -> SlowDisk.of(gone.pid()))
                .isInstanceOf(TortureFailed.class)
                .hasMessageContaining("process " + gone.pid());
    }
}
