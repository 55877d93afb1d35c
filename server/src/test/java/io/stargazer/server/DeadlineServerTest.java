package io.stargazer.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.api.task.NewTask;
import io.stargazer.api.task.TaskType;
import io.stargazer.api.task.work.Assignment;
import io.stargazer.api.task.work.Receipt;
import io.stargazer.api.task.work.Receipt.Prediction;
import io.stargazer.api.task.work.Receipt.Verdict;
import io.stargazer.api.task.work.Submission;
import io.stargazer.api.task.work.Work;
import io.stargazer.server.TaskClient.Heard;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** TK-8: what is said at the submission of tasks with deadlines, on a real server. */
@Timeout(60)
class DeadlineServerTest {

    private static final long HOUR_MS = 3_600_000;

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

    @Test
    void a_task_is_told_when_it_will_be_done_once_its_type_is_known() throws Exception {
        TaskType type = new TaskType("default", "measured");
        try (TaskClient shop = TaskClient.newcomer(server, "measured")) {
            Heard<Work> work = shop.work("e1", type, 2);
            Receipt first = submit(shop, type, Submission.Late.ACCEPT, "", inAnHour());
            assertThat(first.prediction()).isNull();
            shop.succeed(TaskServerTest.assigned(work), "");
            learn(shop, type, work);

            long before = System.currentTimeMillis();
            Receipt known = submit(shop, type, Submission.Late.ACCEPT, "", inAnHour());
            assertThat(known.verdict()).isEqualTo(Verdict.ACCEPTED);
            Prediction prediction = Objects.requireNonNull(known.prediction());
            assertThat(prediction.p50Ms()).isGreaterThanOrEqualTo(before);
            assertThat(prediction.p99Ms()).isGreaterThanOrEqualTo(prediction.p50Ms());
        }
    }

    @Test
    void a_task_that_will_be_late_is_refused_taken_or_made_cheaper_as_its_submitter_wants()
            throws Exception {
        TaskType type = new TaskType("default", "dear");
        TaskType cheap = new TaskType("default", "cheap");
        try (TaskClient shop = TaskClient.newcomer(server, "dear")) {
            Heard<Work> work = shop.work("e1", type, 2);
            learn(shop, type, work);
            NewTask late = passed();

            Receipt refused = submit(shop, type, Submission.Late.REJECT, "", late);
            assertThat(refused.verdict()).isEqualTo(Verdict.TOO_LATE);
            Prediction prediction = Objects.requireNonNull(refused.prediction());
            assertThat(prediction.onTimePerMille()).isZero();

            NewTask degraded = passed();
            Receipt cheaper = submit(shop, type, Submission.Late.DEGRADE, "cheap", degraded);
            assertThat(cheaper.verdict()).isEqualTo(Verdict.ACCEPTED);
            assertThat(cheaper.type()).isEqualTo(cheap);
            Receipt again = submit(shop, type, Submission.Late.DEGRADE, "cheap", degraded);
            assertThat(again.verdict()).isEqualTo(Verdict.KNOWN);
            assertThat(again.type()).isEqualTo(cheap);

            Receipt taken = submit(shop, type, Submission.Late.ACCEPT, "", late);
            assertThat(taken.verdict()).isEqualTo(Verdict.ACCEPTED);
            assertThat(taken.type()).isEqualTo(type);
            Receipt known = submit(shop, type, Submission.Late.REJECT, "", late);
            assertThat(known.verdict()).as("taken before").isEqualTo(Verdict.KNOWN);
            NewTask inTime = degraded.withOptions(inAnHour().options());
            Receipt still = submit(shop, type, Submission.Late.DEGRADE, "cheap", inTime);
            assertThat(still.verdict()).as("degraded before").isEqualTo(Verdict.KNOWN);
            assertThat(still.type()).isEqualTo(cheap);
        }
    }

    @Test
    void receipts_come_in_the_order_of_the_tasks() throws Exception {
        TaskType type = new TaskType("default", "mixed");
        try (TaskClient shop = TaskClient.newcomer(server, "mixed")) {
            Heard<Work> work = shop.work("e1", type, 2);
            learn(shop, type, work);
            List<NewTask> tasks =
                    List.of(passed(), TaskServerTest.task("x"), passed(), TaskServerTest.task("y"));
            Submission submission = new Submission(type, tasks, Submission.Late.REJECT, "", false);
            List<Receipt> receipts = TaskClient.get(shop.tasks.submit(shop.session, submission));

            assertThat(receipts)
                    .extracting(Receipt::id)
                    .containsExactlyElementsOf(tasks.stream().map(NewTask::id).toList());
            assertThat(receipts)
                    .extracting(Receipt::verdict)
                    .containsExactly(
                            Verdict.TOO_LATE, Verdict.ACCEPTED, Verdict.TOO_LATE, Verdict.ACCEPTED);
        }
    }

    /** More attempts than a forecast needs: the last may not be counted yet. */
    private static void learn(TaskClient shop, TaskType type, Heard<Work> work) throws Exception {
        for (int i = 0; i < 24; i++) {
            shop.submit(type, TaskServerTest.task("x"));
            Assignment assignment = TaskServerTest.assigned(work);
            shop.succeed(assignment, "");
        }
    }

    private static Receipt submit(
            TaskClient shop, TaskType type, Submission.Late late, String cheaper, NewTask task)
            throws Exception {
        Submission submission = new Submission(type, List.of(task), late, cheaper, false);
        return TaskClient.get(shop.tasks.submit(shop.session, submission)).getFirst();
    }

    private static NewTask inAnHour() {
        return withDeadline(System.currentTimeMillis() + HOUR_MS);
    }

    private static NewTask passed() {
        return withDeadline(System.currentTimeMillis() - HOUR_MS);
    }

    private static NewTask withDeadline(long deadlineMs) {
        NewTask task = TaskServerTest.task("x");
        return task.withOptions(task.options().withDeadline(deadlineMs));
    }
}
