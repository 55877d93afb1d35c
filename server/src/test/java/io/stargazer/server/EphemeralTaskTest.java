package io.stargazer.server;

import static io.stargazer.server.TaskServerTest.assigned;
import static io.stargazer.server.TaskServerTest.result;
import static io.stargazer.server.TaskServerTest.task;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.stargazer.api.codec.Bytes;
import io.stargazer.api.task.AttemptEnd;
import io.stargazer.api.task.NewTask;
import io.stargazer.api.task.RetryPolicy;
import io.stargazer.api.task.Standing;
import io.stargazer.api.task.TaskEvent.Refusal;
import io.stargazer.api.task.TaskOptions;
import io.stargazer.api.task.TaskType;
import io.stargazer.api.task.work.Assignment;
import io.stargazer.api.task.work.AwaitedTask;
import io.stargazer.api.task.work.Receipt.Verdict;
import io.stargazer.api.task.work.Stragglers;
import io.stargazer.api.task.work.TaskResult;
import io.stargazer.api.task.work.TaskUpdate;
import io.stargazer.api.task.work.Work;
import io.stargazer.server.TaskClient.Heard;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** TK-6: tasks that are in no log are given out as all are, and fare as all do. */
@Timeout(60)
class EphemeralTaskTest {

    private static final TaskOptions AT_ONCE =
            TaskOptions.DEFAULT.withRetry(new RetryPolicy(2, 0, 0));

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

    private static JsonNode shown(TaskType type) throws Exception {
        return server.get("/api/v1/task-types/default/" + type.name()).json();
    }

    private static long submitted(TaskType type) throws Exception {
        return shown(type).path("counts").path("submitted").asLong();
    }

    @Test
    void it_is_done_and_told_and_the_log_knows_nothing_of_it() throws Exception {
        TaskType type = new TaskType("default", "fleeting");
        try (TaskClient shop = TaskClient.newcomer(server, "fleeting")) {
            Heard<TaskUpdate> outcomes = shop.outcomes();
            Heard<Work> work = shop.work("e1", type, 2);
            NewTask durable = task("durable");
            shop.submit(type, durable);
            shop.succeed(assigned(work), "");
            assertThat(result(outcomes).id()).isEqualTo(durable.id());
            NewTask fleeting = task("cat.png");
            assertThat(TaskClient.get(shop.submitEphemeral(type, fleeting)).getFirst().verdict())
                    .isEqualTo(Verdict.ACCEPTED);
            Assignment given = assigned(work);
            assertThat(given.request()).isEqualTo(fleeting);
            assertThat(given.submitter()).isEqualTo("app:default/fleeting");
            assertThat(shown(type).path("ephemeral").asInt()).isOne();
            assertThat(shown(type).path("pending").asInt()).isZero();
            assertThat(shop.succeed(given, "small")).isEmpty();
            TaskResult result = result(outcomes);
            assertThat(result.id()).isEqualTo(fleeting.id());
            assertThat(result.result())
                    .isEqualTo(Bytes.of("small".getBytes(StandardCharsets.UTF_8)));
            assertThat(submitted(type)).as("to the log").isOne();
            assertThat(server.get("/api/v1/tasks/" + fleeting.id()).status()).isEqualTo(404);
        }
    }

    @Test
    void what_fails_is_tried_again_under_a_greater_fence() throws Exception {
        TaskType type = new TaskType("default", "fails");
        try (TaskClient shop = TaskClient.newcomer(server, "fails")) {
            Heard<TaskUpdate> outcomes = shop.outcomes();
            Heard<Work> work = shop.work("e1", type, 2);
            TaskClient.get(shop.submitEphemeral(type, task("x").withOptions(AT_ONCE)));
            Assignment first = assigned(work);
            shop.end(first, new AttemptEnd.Failed("not this time", true));
            Assignment second = assigned(work);
            assertThat(second.attempt()).isEqualTo(2);
            assertThat(second.fence()).isGreaterThan(first.fence());
            assertThat(shop.succeed(first, "too late"))
                    .extracting("why")
                    .containsExactly(Refusal.FENCED);
            shop.end(second, new AttemptEnd.Failed("nor this", true));
            TaskResult result = result(outcomes);
            assertThat(result.standing()).isEqualTo(Standing.DEAD);
            assertThat(result.attempts()).isEqualTo(2);
            assertThat(shop.succeed(second, "once more"))
                    .extracting("why")
                    .containsExactly(Refusal.FINISHED);
        }
    }

    @Test
    void what_an_executor_had_that_dies_goes_to_another() throws Exception {
        TaskType type = new TaskType("default", "dies");
        try (TaskClient shop = TaskClient.newcomer(server, "dies");
                TaskClient dying = TaskClient.newcomer(server, "dying")) {
            Heard<TaskUpdate> outcomes = shop.outcomes();
            Heard<Work> lost = dying.work("e1", type, 1);
            TaskClient.get(shop.submitEphemeral(type, task("x").withOptions(AT_ONCE)));
            Assignment first = assigned(lost);
            dying.die();
            Assignment second = assigned(shop.work("e2", type, 1));
            assertThat(second.fence()).isGreaterThan(first.fence());
            shop.succeed(second, "done");
            assertThat(result(outcomes).attempts()).isEqualTo(2);
        }
    }

    @Test
    void it_is_cancelled_beside_durable_ones_and_misses_its_deadline() throws Exception {
        TaskType type = new TaskType("default", "unwanted");
        try (TaskClient shop = TaskClient.newcomer(server, "unwanted")) {
            Heard<TaskUpdate> outcomes = shop.outcomes();
            NewTask fleeting = task("1");
            NewTask durable = task("2");
            TaskClient.get(shop.submitEphemeral(type, fleeting));
            shop.submit(type, durable);
            assertThat(
                            TaskClient.get(
                                    shop.tasks.cancel(
                                            shop.session,
                                            type,
                                            List.of(fleeting.id(), durable.id()),
                                            "enough")))
                    .isEqualTo(2);
            assertThat(List.of(result(outcomes).id(), result(outcomes).id()))
                    .containsExactlyInAnyOrder(fleeting.id(), durable.id());
            TaskOptions soon = TaskOptions.DEFAULT.withDeadline(System.currentTimeMillis() + 50);
            TaskClient.get(shop.submitEphemeral(type, task("3").withOptions(soon)));
            assertThat(result(outcomes).error()).isEqualTo("its deadline passed");
        }
    }

    @Test
    void under_one_id_it_is_one_task_and_who_comes_back_is_told() throws Exception {
        TaskType type = new TaskType("default", "once");
        try (TaskClient shop = TaskClient.newcomer(server, "once")) {
            NewTask task = NewTask.ofKey(type, "order-7", Bytes.EMPTY);
            Heard<Work> work = shop.work("e1", type, 2);
            Heard<TaskUpdate> first = shop.outcomes();
            TaskClient.get(shop.submitEphemeral(type, task));
            assertThat(TaskClient.get(shop.submitEphemeral(type, task)).getFirst().verdict())
                    .isEqualTo(Verdict.KNOWN);
            shop.succeed(assigned(work), "done");
            assertThat(result(first).id()).isEqualTo(task.id());
            Heard<TaskUpdate> outcomes = shop.outcomes(new AwaitedTask(type, task.id()));
            assertThat(result(outcomes).standing()).isEqualTo(Standing.SUCCEEDED);
            assertThat(TaskClient.get(shop.submitEphemeral(type, task)).getFirst().verdict())
                    .isEqualTo(Verdict.KNOWN);
            assertThat(result(outcomes).id()).isEqualTo(task.id());
            assertThat(work.isQuiet()).as("it is not done again").isTrue();
        }
    }

    @Test
    void a_durable_task_takes_the_place_of_an_ephemeral_one() throws Exception {
        TaskType type = new TaskType("default", "both");
        try (TaskClient shop = TaskClient.newcomer(server, "both")) {
            Heard<TaskUpdate> outcomes = shop.outcomes();
            Heard<Work> work = shop.work("e1", type, 2);
            NewTask task = task("both");
            TaskClient.get(shop.submitEphemeral(type, task));
            Assignment fleeting = assigned(work);
            assertThat(shop.submit(type, task).getFirst().verdict()).isEqualTo(Verdict.ACCEPTED);
            Assignment durable = stopped(work, fleeting);
            assertThat(shop.succeed(fleeting, "fleeting")).isNotEmpty();
            assertThat(shop.succeed(durable, "durable")).isEmpty();
            assertThat(result(outcomes).result())
                    .isEqualTo(Bytes.of("durable".getBytes(StandardCharsets.UTF_8)));
            assertThat(TaskClient.get(shop.submitEphemeral(type, task)).getFirst().verdict())
                    .isEqualTo(Verdict.KNOWN);
            assertThat(submitted(type)).isOne();
        }
    }

    /** What is given while something else is stopped, whichever is said first. */
    private static Assignment stopped(Heard<Work> work, Assignment stopped) throws Exception {
        Work one = work.next();
        Work other = work.next();
        Work.Stopped stop = (Work.Stopped) (one instanceof Work.Stopped ? one : other);
        assertThat(stop.attempts()).containsExactly(stopped.held());
        return assigned(one instanceof Work.Stopped ? other : one);
    }

    @Test
    void it_is_begun_a_second_time_although_the_log_stands_still() throws Exception {
        TaskType type = new TaskType("default", "slow");
        try (TaskClient shop = TaskClient.newcomer(server, "slow");
                TaskClient other = TaskClient.newcomer(server, "quick")) {
            Heard<TaskUpdate> outcomes = shop.outcomes();
            Heard<Work> slow = shop.work("e1", type, 1);
            NewTask task = task("x");
            TaskClient.get(shop.submitEphemeral(type, task));
            Assignment first = assigned(slow);
            Heard<Work> quick = other.work("e2", type, 1);
            Stragglers asked = new Stragglers(type, List.of(task.id()), List.of(), 1_000, 0);
            while (TaskClient.get(shop.tasks.speculate(shop.session, asked)).isEmpty()) {
                Thread.onSpinWait(); // until the other has presented itself
            }
            Assignment second = assigned(quick);
            assertThat(second.fence()).isGreaterThan(first.fence());
            other.succeed(second, "quick");
            assertThat(result(outcomes).standing()).isEqualTo(Standing.SUCCEEDED);
            assertThat(slow.next()).isInstanceOf(Work.Stopped.class);
        }
    }
}
