package io.stargazer.app.sdk.task;

import io.stargazer.app.JavaProcess;
import io.stargazer.app.cluster.ProcessCluster;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * TK-3, TK-4, CL-2: of three servers the one that leads is killed with -9, and executors and
 * submitter with it.
 */
@Timeout(300)
class KilledLeaderOfTasksTest {

    @TempDir Path folder;

    @Test
    void whatever_was_accepted_is_done_when_the_leader_is_killed_and_who_works_with_it()
            throws Exception {
        Map<String, String> secrets = new ConcurrentHashMap<>();
        try (ProcessCluster cluster = new ProcessCluster(folder);
                TaskProcesses tasks =
                        new TaskProcesses(
                                folder,
                                cluster.addresses(),
                                name -> secrets.computeIfAbsent(name, cluster::newApplication))) {
            JavaProcess one = tasks.worker();
            JavaProcess two = tasks.worker();
            JavaProcess submitter = tasks.submitter();
            tasks.awaitMoreAccepted();
            String first = cluster.leader();
            cluster.kill(first);
            tasks.awaitMoreAccepted();
            one.kill();
            tasks.awaitMoreAccepted();
            cluster.startAgain(first);
            JavaProcess _ = tasks.worker();
            tasks.awaitMoreAccepted();
            String second = cluster.leader();
            two.kill();
            cluster.kill(second);
            submitter.kill();
            submitter = tasks.submitter();
            tasks.awaitMoreAccepted();
            submitter.kill();
            tasks.requireAllDone();
        }
    }
}
