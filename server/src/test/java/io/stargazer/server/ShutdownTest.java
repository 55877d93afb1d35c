package io.stargazer.server;

import static io.stargazer.server.TaskClient.RESIZE;
import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.api.Unavailable;
import io.stargazer.api.task.work.Work;
import io.stargazer.server.TaskClient.Heard;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** TK-10: servers that stop in order tell the executors, one that only hands over does not. */
@Timeout(120)
class ShutdownTest {

    @TempDir Path folder;

    private RunningServer first() throws Exception {
        return RunningServer.start(folder.resolve("s1"), config -> config);
    }

    private static void stop(AutoCloseable server) throws Exception {
        server.close();
    }

    @Test
    void a_server_without_others_tells_its_executors_that_it_stops() throws Exception {
        RunningServer server = first();
        try (TaskClient shop = TaskClient.newcomer(server, "shop")) {
            Heard<Work> work = shop.work("e1", RESIZE, 1);
            shop.submit(RESIZE, TaskServerTest.task("1"));
            TaskServerTest.assigned(work);
            stop(server);
            assertThat(work.next()).isEqualTo(new Work.ShuttingDown());
        } finally {
            server.close();
        }
    }

    @Test
    void a_leader_that_hands_over_to_a_majority_is_no_end() throws Exception {
        RunningServer first = first();
        try (StargazerServer second = ClusterTest.joined(folder, first, "s2");
                StargazerServer third = ClusterTest.joined(folder, first, "s3");
                TaskClient shop = TaskClient.newcomer(first, "shop")) {
            Heard<Work> work = shop.work("e1", RESIZE, 1);
            shop.submit(RESIZE, TaskServerTest.task("1"));
            TaskServerTest.assigned(work);
            stop(first);
            assertThat(work.failure()).isInstanceOf(Unavailable.class);
            assertThat(work.isQuiet()).isTrue();
            ClusterTest.await(() -> second.leads() || third.leads());
        } finally {
            first.close();
        }
    }

    @Test
    void the_leader_tells_it_when_the_others_stop_so_that_no_majority_stays() throws Exception {
        try (RunningServer first = first();
                StargazerServer second = ClusterTest.joined(folder, first, "s2");
                StargazerServer third = ClusterTest.joined(folder, first, "s3");
                TaskClient shop = TaskClient.newcomer(first, "shop")) {
            Heard<Work> work = shop.work("e1", RESIZE, 1);
            stop(third);
            shop.submit(RESIZE, TaskServerTest.task("1"));
            assertThat(work.next()).as("two of three stay").isInstanceOf(Work.Assigned.class);
            stop(second);
            assertThat(work.next()).isEqualTo(new Work.ShuttingDown());
        }
    }
}
