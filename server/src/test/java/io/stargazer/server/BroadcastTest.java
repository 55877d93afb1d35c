package io.stargazer.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.stargazer.api.task.TaskType;
import io.stargazer.api.task.work.Assignment;
import io.stargazer.api.task.work.Work;
import io.stargazer.server.RunningServer.Answer;
import io.stargazer.server.TaskClient.Heard;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** TK-11: something is done once by each executor that can, as HTTP and executors have it. */
@Timeout(60)
class BroadcastTest {

    private static final String PATH = "/api/v1/tasks/broadcast";
    private static final TaskType FLUSH = new TaskType("default", "flush");
    private static final String FLUSH_ALL = "{\"type\":\"flush\",\"payload\":\"all\"}";

    @TempDir Path folder;

    @Test
    void each_executor_of_the_type_gets_a_task_that_no_other_gets() throws Exception {
        try (RunningServer server = RunningServer.start(folder, config -> config);
                TaskClient east = TaskClient.newcomer(server, "east");
                TaskClient west = TaskClient.newcomer(server, "west");
                TaskClient other = TaskClient.newcomer(server, "other")) {
            assertThat(broadcast(server, FLUSH_ALL)).as("nobody is there").isEmpty();
            Heard<Work> forEast = east.work("e-1", FLUSH, 5);
            Heard<Work> forWest = west.work("w-1", FLUSH, 5);
            other.work("o-1", new TaskType("default", "mail"), 5);
            awaitExecutors(east, 2);

            List<String> items = broadcast(server, FLUSH_ALL);

            Assignment inEast = next(forEast);
            Assignment inWest = next(forWest);
            assertThat(items)
                    .containsExactly(
                            "e-1 " + inEast.request().id() + " accepted",
                            "w-1 " + inWest.request().id() + " accepted");
            assertThat(inEast.request().options().executor()).isEqualTo("e-1");
            assertThat(east.succeed(inEast, "done")).isEmpty();
            assertThat(west.succeed(inWest, "done")).isEmpty();
        }
    }

    @Test
    void under_a_key_each_executor_does_it_once() throws Exception {
        try (RunningServer server = RunningServer.start(folder, config -> config);
                TaskClient east = TaskClient.newcomer(server, "east");
                TaskClient west = TaskClient.newcomer(server, "west")) {
            east.work("e-1", FLUSH, 5);
            awaitExecutors(east, 1);
            String keyed = "{\"type\":\"flush\",\"key\":\"release 7\"}";
            List<String> first = broadcast(server, keyed);
            west.work("w-1", FLUSH, 5);
            awaitExecutors(east, 2);
            List<String> second = broadcast(server, keyed);
            assertThat(first).hasSize(1);
            assertThat(second.getFirst()).isEqualTo(first.getFirst().replace("accepted", "known"));
            assertThat(second.getLast()).startsWith("w-1 ").endsWith(" accepted");
        }
    }

    @Test
    void what_contradicts_itself_is_refused() throws Exception {
        try (RunningServer server = RunningServer.start(folder, config -> config);
                TaskClient east = TaskClient.newcomer(server, "east")) {
            east.work("e-1", FLUSH, 5);
            awaitExecutors(east, 1);
            Answer answer = server.post(PATH, "{\"type\":\"flush\",\"executor\":\"e-1\"}");
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.code()).isEqualTo("task.illegal");
        }
    }

    private static void awaitExecutors(TaskClient asking, int count) throws Exception {
        while (TaskClient.get(asking.tasks.executors(asking.session, FLUSH)).size() < count) {
            Thread.onSpinWait();
        }
    }

    private static Assignment next(Heard<Work> work) throws InterruptedException {
        return ((Work.Assigned) work.next()).assignments().getFirst();
    }

    /** Who got which task, and what was said of it. */
    private static List<String> broadcast(RunningServer server, String body) throws Exception {
        Answer answer = server.post(PATH, body);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        List<String> items = new ArrayList<>();
        for (JsonNode item : answer.json().path("items")) {
            items.add(
                    item.path("executor").asText()
                            + " "
                            + item.path("id").asText()
                            + " "
                            + item.path("verdict").asText());
        }
        return items;
    }
}
