package io.stargazer.app.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** CL-1, CL-2: applications that know one of three servers, whose process is killed with -9. */
@Timeout(300)
class KilledLeaderTest {

    @TempDir Path folder;

    @Test
    void sessions_calls_and_watches_outlive_a_leader_that_is_killed() throws Exception {
        try (ProcessCluster cluster = new ProcessCluster(folder)) {
            cluster.request("POST", "/api/v1/namespaces", "{\"name\":\"kept\"}");
            Survival.check(cluster::connect, () -> kill(cluster));
            assertThat(cluster.request("GET", "/api/v1/namespaces", "").json().toString())
                    .contains("kept");
            cluster.startAgain("s1");
            assertThat(cluster.connect("late", "s1").watch("greeter").registrations()).hasSize(2);
        }
    }

    private static void kill(ProcessCluster cluster) {
        try {
            cluster.kill("s1");
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
