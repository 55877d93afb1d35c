package io.stargazer.server;

import static io.stargazer.server.TaskClient.RESIZE;
import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.api.codec.Bytes;
import io.stargazer.api.task.NewTask;
import io.stargazer.api.task.Standing;
import io.stargazer.api.task.TaskId;
import io.stargazer.api.task.work.Assignment;
import io.stargazer.api.task.work.Receipt;
import io.stargazer.api.task.work.TaskResult;
import io.stargazer.api.task.work.TaskUpdate;
import io.stargazer.api.task.work.Work;
import io.stargazer.server.TaskClient.Heard;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** TK-1, TK-2: tasks over RPC, by hand, on a real server. */
@Timeout(60)
class TaskServerTest {

    private static final Random RANDOM = new Random(5);

    @TempDir static Path folder;
    static RunningServer server;

    @BeforeAll
    static void start() throws Exception {
        server = RunningServer.start(folder, config -> config);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    static NewTask task(String payload) {
        TaskId id = TaskId.create(System.currentTimeMillis(), RANDOM);
        return NewTask.of(id, Bytes.of(payload.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void a_task_is_pushed_done_and_its_result_told() throws Exception {
        try (TaskClient shop = TaskClient.newcomer(server, "shop")) {
            Heard<TaskUpdate> outcomes = shop.outcomes();
            Heard<Work> work = shop.work("e1", RESIZE, 2);
            NewTask task = task("cat.png");
            assertThat(shop.submit(RESIZE, task))
                    .singleElement()
                    .satisfies(receipt -> {
                        assertThat(receipt.id()).isEqualTo(task.id());
                        assertThat(receipt.verdict()).isEqualTo(Receipt.Verdict.ACCEPTED);
                    });
            Assignment assignment = assigned(work);
            assertThat(assignment.request()).isEqualTo(task);
            assertThat(assignment.attempt()).isOne();
            assertThat(assignment.submitter()).isEqualTo("app:default/shop");
            assertThat(shop.succeed(assignment, "small")).isEmpty();
            TaskResult result = result(outcomes);
            assertThat(result.id()).isEqualTo(task.id());
            assertThat(result.standing()).isEqualTo(Standing.SUCCEEDED);
            assertThat(result.result())
                    .isEqualTo(Bytes.of("small".getBytes(StandardCharsets.UTF_8)));
        }
    }

    static Assignment assigned(Heard<Work> work) throws InterruptedException {
        Work next = work.next();
        assertThat(next).isInstanceOf(Work.Assigned.class);
        assertThat(((Work.Assigned) next).assignments()).hasSize(1);
        return ((Work.Assigned) next).assignments().getFirst();
    }

    static TaskResult result(Heard<TaskUpdate> outcomes) throws InterruptedException {
        TaskUpdate next = outcomes.next();
        assertThat(next).isInstanceOf(TaskUpdate.Finished.class);
        assertThat(((TaskUpdate.Finished) next).results()).hasSize(1);
        return ((TaskUpdate.Finished) next).results().getFirst();
    }
}
