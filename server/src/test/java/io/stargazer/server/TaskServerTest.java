package io.stargazer.server;

import static io.stargazer.server.TaskClient.RESIZE;
import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.api.Failure;
import io.stargazer.api.codec.Bytes;
import io.stargazer.api.task.NewTask;
import io.stargazer.api.task.RetryPolicy;
import io.stargazer.api.task.Standing;
import io.stargazer.api.task.TaskEvent.Refusal;
import io.stargazer.api.task.TaskId;
import io.stargazer.api.task.TaskOptions;
import io.stargazer.api.task.TaskType;
import io.stargazer.api.task.TypeLimits;
import io.stargazer.api.task.work.Assignment;
import io.stargazer.api.task.work.Receipt;
import io.stargazer.api.task.work.Submission;
import io.stargazer.api.task.work.Submission.Late;
import io.stargazer.api.task.work.TaskNote;
import io.stargazer.api.task.work.TaskResult;
import io.stargazer.api.task.work.TaskUpdate;
import io.stargazer.api.task.work.Work;
import io.stargazer.server.TaskClient.Heard;
import io.stargazer.server.task.TaskOperations;
import io.stargazer.server.task.desk.TaskPhase;
import io.stargazer.server.task.desk.TaskStatus;
import io.stargazer.server.task.live.LiveNotes;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** TK-1, TK-2, TK-5, TK-9: tasks over RPC, by hand, on a real server. */
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

    @Test
    void no_executor_gets_more_than_its_credit() throws Exception {
        try (TaskClient shop = TaskClient.newcomer(server, "credit")) {
            TaskType type = new TaskType("default", "credit");
            Heard<Work> work = shop.work("e1", type, 1);
            NewTask first = task("1");
            NewTask second = task("2");
            shop.submit(type, first, second);
            Assignment begun = assigned(work);
            assertThat(begun.request()).isEqualTo(first);
            assertThat(work.isQuiet()).isTrue();
            shop.succeed(begun, "");
            assertThat(assigned(work).request()).isEqualTo(second);
        }
    }

    @Test
    void a_task_that_is_submitted_again_is_the_same_task() throws Exception {
        try (TaskClient shop = TaskClient.newcomer(server, "again")) {
            TaskType type = new TaskType("default", "again");
            Heard<TaskUpdate> outcomes = shop.outcomes();
            Heard<Work> work = shop.work("e1", type, 2);
            NewTask task = NewTask.ofKey(type, "order-7", Bytes.EMPTY);
            shop.submit(type, task);
            assertThat(shop.submit(type, task).getFirst().verdict())
                    .isEqualTo(Receipt.Verdict.KNOWN);
            shop.succeed(assigned(work), "done");
            assertThat(result(outcomes).id()).isEqualTo(task.id());
            assertThat(shop.submit(type, task).getFirst().verdict())
                    .isEqualTo(Receipt.Verdict.KNOWN);
            assertThat(result(outcomes).result())
                    .as("who asks again is told again")
                    .isEqualTo(Bytes.of("done".getBytes(StandardCharsets.UTF_8)));
            assertThat(work.isQuiet()).as("it is not done again").isTrue();
        }
    }

    @Test
    void cancelled_tasks_leave_the_line_or_are_stopped_and_ended_ones_stay() throws Exception {
        try (TaskClient shop = TaskClient.newcomer(server, "cancel")) {
            TaskType type = new TaskType("default", "cancel");
            Heard<TaskUpdate> outcomes = shop.outcomes();
            Heard<Work> work = shop.work("e1", type, 1);
            NewTask runs = task("1");
            NewTask waits = task("2");
            shop.submit(type, runs, waits);
            Assignment begun = assigned(work);
            List<TaskId> both = List.of(runs.id(), waits.id());
            assertThat(TaskClient.get(shop.tasks.cancel(shop.session, type, both, "enough")))
                    .isEqualTo(2);
            assertThat(((TaskUpdate.Finished) outcomes.next()).results())
                    .allSatisfy(result -> {
                        assertThat(result.standing()).isEqualTo(Standing.CANCELLED);
                        assertThat(result.error()).isEqualTo("enough");
                    });
            assertThat(work.next())
                    .isEqualTo(new Work.Stopped(List.of(begun.held()), "cancelled: enough"));
            assertThat(shop.succeed(begun, "too late"))
                    .extracting("why")
                    .containsExactly(Refusal.FINISHED);
            assertThat(TaskClient.get(shop.tasks.cancel(shop.session, type, both, "again")))
                    .isZero();
        }
    }

    @Test
    void a_paused_type_accepts_tasks_and_gives_out_none() throws Exception {
        try (TaskClient shop = TaskClient.newcomer(server, "pause")) {
            TaskType type = new TaskType("default", "pause");
            TaskOperations operations = server.tasks().operations;
            TaskClient.get(operations.pause(RunningServer.ADMIN, type));
            Heard<Work> work = shop.work("e1", type, 1);
            NewTask task = task("1");
            shop.submit(type, task);
            assertThat(shown(task).phase()).isEqualTo(TaskPhase.PAUSED);
            assertThat(work.isQuiet()).isTrue();
            TaskClient.get(operations.resume(RunningServer.ADMIN, type));
            assertThat(assigned(work).request()).isEqualTo(task);
        }
    }

    @Test
    void at_most_so_many_of_a_type_run_at_a_time() throws Exception {
        try (TaskClient shop = TaskClient.newcomer(server, "limit")) {
            TaskType type = new TaskType("default", "limit");
            TypeLimits one = new TypeLimits(0, 1, 2, 1000);
            TaskClient.get(server.tasks().operations.limit(RunningServer.ADMIN, type, one));
            Heard<Work> work = shop.work("e1", type, 9);
            shop.submit(type, task("1"), task("2"));
            Assignment first = assigned(work);
            assertThat(work.isQuiet()).isTrue();
            Failure full =
                    TaskClient.failureOf(
                            shop.tasks.submit(
                                    shop.session,
                                    new Submission(
                                            type, List.of(task("3")), Late.ACCEPT, "", true)));
            assertThat(full.code()).isEqualTo("task.queue-full");
            shop.succeed(first, "");
            assertThat(assigned(work)).isNotNull();
        }
    }

    @Test
    void a_missed_deadline_ends_a_task_whether_it_runs_or_waits() throws Exception {
        try (TaskClient shop = TaskClient.newcomer(server, "late")) {
            TaskType type = new TaskType("default", "late");
            Heard<TaskUpdate> outcomes = shop.outcomes();
            Heard<Work> work = shop.work("e1", type, 1);
            shop.submit(type, task("1"));
            Assignment blocks = assigned(work);
            TaskOptions soon = TaskOptions.DEFAULT.withDeadline(System.currentTimeMillis() + 50);
            NewTask late = task("2").withOptions(soon);
            shop.submit(type, late);
            TaskResult missed = result(outcomes);
            assertThat(missed.id()).isEqualTo(late.id());
            assertThat(missed.standing()).isEqualTo(Standing.FAILED);
            assertThat(missed.error()).isEqualTo("its deadline passed");
            assertThat(missed.attempts()).isZero();
            shop.succeed(blocks, "");
        }
    }

    @Test
    void an_attempt_that_takes_too_long_is_stopped_and_tried_again() throws Exception {
        try (TaskClient shop = TaskClient.newcomer(server, "slow")) {
            TaskType type = new TaskType("default", "slow");
            RetryPolicy soon = new RetryPolicy(3, 0, 0);
            Heard<Work> work = shop.work("e1", type, 2);
            TaskOptions brief = TaskOptions.DEFAULT.withRetry(soon).withAttemptTimeout(20);
            shop.submit(type, task("1").withOptions(brief));
            Assignment first = assigned(work);
            assertThat(assigned(work).attempt()).isEqualTo(2);
            assertThat(((Work.Stopped) work.next()).attempts()).contains(first.held());
        }
    }

    @Test
    void the_largest_payload_and_the_largest_result_pass() throws Exception {
        try (TaskClient shop = TaskClient.newcomer(server, "large")) {
            TaskType type = new TaskType("default", "large");
            Heard<TaskUpdate> outcomes = shop.outcomes();
            Heard<Work> work = shop.work("e1", type, 1);
            String largest = "x".repeat(NewTask.MAX_PAYLOAD_BYTES);
            NewTask task = task(largest);
            shop.submit(type, task);
            Assignment begun = assigned(work);
            assertThat(begun.request()).isEqualTo(task);
            assertThat(shop.succeed(begun, largest)).isEmpty();
            assertThat(result(outcomes).result().size()).isEqualTo(NewTask.MAX_PAYLOAD_BYTES);
        }
    }

    @Test
    void many_tasks_travel_together_however_many_entries_of_the_log_they_take() throws Exception {
        try (TaskClient shop = TaskClient.newcomer(server, "many")) {
            TaskType type = new TaskType("default", "many");
            NewTask[] tasks =
                    IntStream.range(0, 5_000).mapToObj(i -> task("x" + i)).toArray(NewTask[]::new);
            assertThat(shop.submit(type, tasks))
                    .extracting(Receipt::id)
                    .containsExactlyElementsOf(Arrays.stream(tasks).map(NewTask::id).toList());
            Heard<Work> work = shop.work("e1", type, 5_000);
            List<NewTask> given = new ArrayList<>();
            while (given.size() < tasks.length) {
                ((Work.Assigned) work.next())
                        .assignments()
                        .forEach(each -> given.add(each.request()));
            }
            assertThat(given).containsExactly(tasks);
        }
    }

    @Test
    void progress_is_told_to_who_waits_and_kept_for_who_looks() throws Exception {
        try (TaskClient shop = TaskClient.newcomer(server, "notes")) {
            TaskType type = new TaskType("default", "notes");
            Heard<TaskUpdate> outcomes = shop.outcomes();
            Heard<Work> work = shop.work("e1", type, 1);
            NewTask task = task("1");
            shop.submit(type, task);
            Assignment begun = assigned(work);
            TaskNote note = new TaskNote(type, task.id(), begun.fence(), 7, 500, List.of("half"));
            TaskNote strange = new TaskNote(type, task.id(), 1, 7, 900, List.of("not mine"));
            TaskClient.get(shop.tasks.report(shop.session, List.of(strange, note)));
            assertThat(outcomes.next()).isEqualTo(new TaskUpdate.Noted(List.of(note)));
            assertThat(shown(task).said())
                    .isEqualTo(new LiveNotes.Said(begun.fence(), 500, List.of("half"), 1));
        }
    }

    @Test
    void what_is_refused_once_and_accepted_once_is_told() throws Exception {
        try (TaskClient shop = TaskClient.newcomer(server, "twice")) {
            TaskType type = new TaskType("default", "twice");
            TypeLimits one = new TypeLimits(0, 0, 1, 1000);
            TaskClient.get(server.tasks().operations.limit(RunningServer.ADMIN, type, one));
            Heard<TaskUpdate> outcomes = shop.outcomes();
            Heard<Work> work = shop.work("e1", type, 1);
            for (int time = 0; time < 50; time++) {
                NewTask task = task("x");
                var tooMany = shop.tasks.submit(shop.session, awaited(type, task, task("y")));
                var single = shop.tasks.submit(shop.session, awaited(type, task));
                assertThat(TaskClient.failureOf(tooMany).code()).isEqualTo("task.queue-full");
                assertThat(TaskClient.get(single)).hasSize(1);
                shop.succeed(assigned(work), "");
                assertThat(result(outcomes).id()).isEqualTo(task.id());
            }
        }
    }

    private static Submission awaited(TaskType type, NewTask... tasks) {
        return new Submission(type, List.of(tasks), Late.ACCEPT, "", true);
    }

    @Test
    void a_large_submission_is_accepted_or_refused_as_a_whole() throws Exception {
        try (TaskClient shop = TaskClient.newcomer(server, "whole")) {
            TaskType type = new TaskType("default", "whole");
            TypeLimits few = new TypeLimits(0, 0, 200, 1L << 30);
            TaskClient.get(server.tasks().operations.limit(RunningServer.ADMIN, type, few));
            String payload = "x".repeat(5_000);
            NewTask[] tasks = new NewTask[201];
            Arrays.setAll(tasks, _ -> task(payload));
            var all = shop.tasks.submit(shop.session, awaited(type, tasks));
            assertThat(TaskClient.failureOf(all).code()).isEqualTo("task.queue-full");
            assertThat(server.tasks().desk.type(RunningServer.ADMIN, type).pending()).isZero();
            assertThat(shop.submit(type, Arrays.copyOf(tasks, 200))).hasSize(200);
        }
    }

    @Test
    void many_tasks_with_large_labels_fit_into_the_log() throws Exception {
        try (TaskClient shop = TaskClient.newcomer(server, "labels")) {
            TreeMap<String, String> labels = new TreeMap<>();
            for (int i = 0; i < 8; i++) {
                labels.put("\u6807" + i, "\u7b7e".repeat(63));
            }
            NewTask[] tasks = new NewTask[1_100];
            TaskOptions labelled = TaskOptions.DEFAULT.withLabels(labels);
            Arrays.setAll(tasks, _ -> task("").withOptions(labelled));
            assertThat(shop.submit(new TaskType("default", "labels"), tasks)).hasSize(1_100);
        }
    }

    private static TaskStatus shown(NewTask task) {
        return server.tasks().desk.task(RunningServer.ADMIN, "default", task.id());
    }

    static Assignment assigned(Heard<Work> work) throws InterruptedException {
        return assigned(work.next());
    }

    static Assignment assigned(Work next) {
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
