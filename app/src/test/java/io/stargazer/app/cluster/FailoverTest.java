package io.stargazer.app.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.app.CommandLineRun;
import io.stargazer.app.CommandLineRun.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** CL-2: the command line and three real servers, of which the leader stops. */
@Timeout(180)
final class FailoverTest {

    @TempDir Path folder;

    @Test
    void commands_go_on_when_the_leader_stops_between_them() throws Exception {
        try (LocalCluster cluster = new LocalCluster(folder, 3)) {
            String follower = cluster.url("s2");
            Result login =
                    line(follower)
                            .typing(LocalCluster.PASSWORD + "\n")
                            .run("login", "--password-stdin");
            assertThat(login.status()).as(login.err()).isZero();
            assertThat(Files.readString(folder.resolve(".config/stargazer/credentials.json")))
                    .contains(cluster.url("s1"), cluster.url("s2"), cluster.url("s3"));
            done(line(follower).run("namespace", "create", "before"));
            done(line(cluster.url("s1")).run("cluster", "transfer-leader", "s2"));
            cluster.stop("s2");
            done(line(follower).run("namespace", "create", "after"));
            Result list = line(follower).run("namespace", "list", "--quiet");
            assertThat(list.out()).isEqualTo("after\nbefore\ndefault\n");
            assertThat(line(follower).run("namespace", "list", "--quiet", "--stale").status())
                    .isZero();
            Result status = line(follower).run("cluster", "status");
            assertThat(status.out()).contains("the loss of 0 is survived", "follower  no");
        }
    }

    private static void done(Result result) {
        assertThat(result.status()).as(result.err()).isZero();
    }

    private CommandLineRun line(String server) {
        return new CommandLineRun(folder).with("STARGAZER_SERVER", server).at(Instant.now());
    }
}
