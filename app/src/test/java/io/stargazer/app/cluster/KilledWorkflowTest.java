package io.stargazer.app.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.stargazer.app.sdk.Eventually;
import io.stargazer.sdk.task.Tasks;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** TK-11: the leader of three is killed with -9 in the middle of a workflow. */
@Timeout(300)
class KilledWorkflowTest {

    private static final int PARTS = 30;
    private static final int DONE_BEFORE = 3;
    private static final String WORKFLOW =
            """
            {"namespace":"default","id":"squares","input":"30","steps":[\
            {"name":"split","type":"numbers","payload":"${input}"},\
            {"name":"each","type":"square","payload":"${item}","forEach":"split"},\
            {"name":"merge","type":"sum","payload":"{\\"numbers\\": ${each}}"}]}\
            """;

    @TempDir Path folder;
    private final AtomicInteger begun = new AtomicInteger();
    private final CountDownLatch mayGoOn = new CountDownLatch(1);
    private final AtomicReference<Numbers> merged = new AtomicReference<>(new Numbers(List.of()));

    record Numbers(List<Integer> numbers) {}

    @Test
    void a_workflow_goes_on_where_the_leader_that_is_killed_was() throws Exception {
        try (ProcessCluster cluster = new ProcessCluster(folder)) {
            work(cluster.connect("worker", "s2").tasks());
            cluster.request("POST", "/api/v1/workflows", WORKFLOW);
            Eventually.holds("some parts are done", () -> begun.get() > DONE_BEFORE);
            cluster.kill("s1");
            mayGoOn.countDown();
            Eventually.holds("it is done", () -> state(cluster).equals("succeeded"));
            assertThat(merged.get().numbers())
                    .isEqualTo(IntStream.rangeClosed(1, PARTS).mapToObj(n -> n * n).toList());
            assertThat(idsOf(cluster, "square")).hasSize(PARTS);
            assertThat(idsOf(cluster, "sum")).hasSize(1);
        }
    }

    private void work(Tasks tasks) {
        tasks.execute(
                "numbers",
                Integer.class,
                (most, task) -> IntStream.rangeClosed(1, most).boxed().toList());
        tasks.execute(
                "square",
                Integer.class,
                (number, task) -> {
                    if (begun.incrementAndGet() > DONE_BEFORE) {
                        mayGoOn.await();
                    }
                    return number * number;
                });
        tasks.execute(
                "sum",
                Numbers.class,
                (squares, task) -> {
                    merged.set(squares);
                    return squares.numbers().stream().mapToInt(Integer::intValue).sum();
                });
    }

    private static String state(ProcessCluster cluster) {
        return cluster.request("GET", "/api/v1/workflows/default/squares", "")
                .json()
                .path("workflow")
                .path("state")
                .asText();
    }

    private static Set<String> idsOf(ProcessCluster cluster, String type) {
        Set<String> ids = new HashSet<>();
        String path = "/api/v1/tasks?limit=1000&type=" + type;
        for (JsonNode task : cluster.request("GET", path, "").json().path("items")) {
            ids.add(task.path("id").asText());
        }
        return ids;
    }
}
