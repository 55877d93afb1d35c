package io.stargazer.app.sdk.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.app.sdk.Eventually;
import io.stargazer.sdk.task.TaskBatch;
import io.stargazer.sdk.task.Tasks;
import io.stargazer.sdk.task.execute.ExecutorOptions;
import io.stargazer.sdk.task.submit.TaskHandle;
import io.stargazer.sdk.task.submit.TaskTerms;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** TK-11: something is done once by each application that can. */
@Timeout(120)
class BroadcastOfApplicationsTest {

    private static final String TYPE = "forget-cache";

    @TempDir Path folder;

    @Test
    void each_executor_does_it_once_and_the_ends_are_gathered() throws Exception {
        try (TaskWorld world = new TaskWorld(folder)) {
            for (String name : List.of("east", "west")) {
                Tasks tasks = world.application().tasks();
                tasks.executing(ExecutorOptions.usual().withName(name));
                tasks.execute(TYPE, String.class, (what, task) -> what + " in " + name);
            }
            Tasks wanting = world.application().tasks();
            Eventually.holds("both are there", () -> broadcast(wanting).size() == 2);
            List<String> done = new ArrayList<>();
            for (TaskHandle<String> ended : broadcast(wanting)) {
                assertThat(ended.await()).endsWith(ended.executor());
                done.add(ended.await());
            }
            assertThat(done).containsExactlyInAnyOrder("all in east", "all in west");
        }
    }

    private static TaskBatch<String> broadcast(Tasks wanting) {
        return wanting.broadcast(TYPE, "all", String.class, TaskTerms.DEFAULT);
    }
}
