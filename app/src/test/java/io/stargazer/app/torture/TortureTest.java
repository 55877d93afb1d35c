package io.stargazer.app.torture;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.app.JavaProcess;
import io.stargazer.app.terminal.ExitCode;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** CL-1, CL-2: three real servers are killed, frozen and cut off under load; nothing is lost. */
class TortureTest {

    @TempDir Path folder;

    @Test
    void nothing_is_lost_when_servers_are_killed_frozen_and_cut_off() throws Exception {
        try (JavaProcess torture =
                JavaProcess.stargazer(
                        folder,
                        "torture",
                        "--seed",
                        "1",
                        "--faults",
                        "kill-leader,kill-executor,freeze-leader,kill-submitter,kill-follower,cut-leader",
                        "--data-dir",
                        "" + folder.resolve("data"))) {
            String output = torture.output();
            assertThat(torture.awaitExit()).as(torture.errors()).isZero();
            assertThat(output.strip().lines().toList().getLast())
                    .matches(
                            "torture ok seed=1 seconds=\\d+ operations=\\d{3,} unknown=\\d+ tasks=\\d{2,}"
                                    + " dead=0 refused=\\d+ kills=4 stops=1 partitions=1 slow=0 elections=[1-9]\\d*");
        }
    }

    @Test
    void fault_that_does_not_exist_is_answered_with_those_that_do() throws Exception {
        try (JavaProcess torture =
                JavaProcess.stargazer(folder, "torture", "--faults", "kill-everybody")) {
            assertThat(torture.awaitExit()).isEqualTo(ExitCode.USAGE.number());
            assertThat(torture.errors()).contains("kill-everybody").contains("kill-leader");
        }
    }
}
