package io.stargazer.app.torture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.stargazer.app.Main;
import io.stargazer.app.linear.Linearizability;
import io.stargazer.app.linear.Verdict;
import io.stargazer.app.terminal.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** CL-1, CL-2: a server whose disk is full stops and says so; the others go on with everything. */
class FullDiskOfFollowerTest {

    private static final int SIZE_MB = 120;

    @TempDir Path folder;

    @Test
    void a_follower_with_a_full_disk_stops_and_the_cluster_goes_on() throws Exception {
        Path small = Files.createDirectory(folder.resolve("s3"));
        int mounted =
                run("mount", "-t", "tmpfs", "-o", "size=" + SIZE_MB + "m", "tmpfs", "" + small);
        if ("true".equals(System.getenv("CI"))) {
            assertThat(mounted).as("a small tmpfs can be mounted").isZero();
        }
        assumeThat(mounted).as("a small tmpfs can be mounted (needs root)").isZero();
        Alarm alarm = new Alarm();
        Registers registers = new Registers(Load.GENERATION);
        try (TortureCluster cluster = new TortureCluster(3, folder, Main.class, alarm)) {
            cluster.begin(registers);
            TortureServer full = cluster.servers().getLast();
            Load load = new Load(cluster, registers, alarm);
            load.start(4, 1);
            full.mayEnd();
            Files.write(
                    small.resolve("filler"),
                    new byte[(int) Files.getFileStore(small).getUsableSpace()]);
            cluster.await("the server with the full disk stops", () -> !full.isAlive());
            assertThat(full.exitStatus()).isEqualTo(ExitCode.DISK_FULL.number());
            cluster.awaitLeader();
            Requester client = cluster.requester(Duration.ofSeconds(10));
            cluster.await(
                    "the others take a write",
                    () -> load.write(9, client, cluster.servers().getFirst(), 0, 9999));
            Files.delete(small.resolve("filler"));
            full.start();
            cluster.await("it comes back", () -> cluster.lookout().isMember(full));
            load.stop();
            cluster.await("all servers agree", () -> cluster.lookout().agree());
            assertThat(new Linearizability(Registers.INITIAL, 1_000_000).check(load.history()))
                    .isEqualTo(new Verdict.Linearizable());
        } finally {
            run("umount", "-l", small.toString());
        }
    }

    private static int run(String... command) throws Exception {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }
}
