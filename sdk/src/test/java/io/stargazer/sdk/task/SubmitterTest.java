package io.stargazer.sdk.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stargazer.api.Failure;
import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import io.stargazer.api.Unavailable;
import io.stargazer.api.task.NewTask;
import io.stargazer.api.task.Standing;
import io.stargazer.api.task.TaskId;
import io.stargazer.api.task.TaskType;
import io.stargazer.api.task.work.AwaitedTask;
import io.stargazer.api.task.work.Receipt;
import io.stargazer.api.task.work.Receipt.Prediction;
import io.stargazer.api.task.work.Receipt.Verdict;
import io.stargazer.api.task.work.Submission;
import io.stargazer.api.task.work.TaskResult;
import io.stargazer.api.task.work.TaskUpdate;
import io.stargazer.sdk.Eventually;
import io.stargazer.sdk.task.submit.TaskFailed;
import io.stargazer.sdk.task.submit.TaskHandle;
import io.stargazer.sdk.task.submit.TaskTerms;
import io.stargazer.sdk.task.wire.Values;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * TK-2, TK-3, TK-8: tasks are accepted once, through whatever happens, and their ends are heard.
 */
@Timeout(120)
class SubmitterTest {

    private static final TaskTerms IMPATIENT =
            TaskTerms.DEFAULT.withPatience(Duration.ofMillis(50));

    private final SmallLeader leader = new SmallLeader();
    private final Tasks tasks = new Tasks(leader.line, "default");

    @AfterEach
    void close() {
        tasks.close();
    }

    private TaskHandle<String> submit(TaskTerms terms) {
        return tasks.submit("resize", "a picture", String.class, terms);
    }

    private static TaskResult result(TaskType type, TaskId id, Standing standing, String text) {
        boolean isGood = standing == Standing.SUCCEEDED;
        return new TaskResult(
                type, id, standing, Values.encode(isGood ? text : null), isGood ? "" : text, 1, 1);
    }

    private void succeeds(TaskId id, String text) {
        leader.tell(
                new TaskUpdate.Finished(
                        List.of(result(SmallLeader.RESIZE, id, Standing.SUCCEEDED, text))));
    }

    private static Failure failureOf(CompletableFuture<?> future) {
        Eventually.holds("it has failed", future::isCompletedExceptionally);
        return future.handle(
                        (value, thrown) -> {
                            Throwable cause =
                                    thrown instanceof CompletionException
                                            ? thrown.getCause()
                                            : thrown;
                            return (Failure) cause;
                        })
                .join();
    }

    private int submitted() {
        return leader.submissions.stream().mapToInt(each -> each.tasks().size()).sum();
    }

    @Test
    void what_waits_travels_together() {
        List<TaskHandle<String>> handles = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            handles.add(submit(TaskTerms.DEFAULT));
        }
        leader.connect("s-1");
        handles.forEach(handle -> handle.receipt().join());
        assertThat(leader.submissions).hasSize(1);
        assertThat(leader.submissions.getFirst().tasks())
                .extracting(NewTask::id)
                .containsExactlyElementsOf(handles.stream().map(TaskHandle::id).toList());
        assertThat(leader.named).as("heard before").hasSize(1);
    }

    @Test
    void each_executor_gets_a_task_of_its_own() {
        leader.executors = List.of("e1", "e2");
        leader.connect("s-1");
        TaskBatch<String> batch =
                tasks.broadcast(
                        "resize", "a picture", String.class, TaskTerms.DEFAULT.withKey("k"));
        batch.handles().forEach(handle -> handle.receipt().join());
        assertThat(batch.handles()).extracting(TaskHandle::executor).containsExactly("e1", "e2");
        assertThat(leader.submissions.stream().flatMap(each -> each.tasks().stream()))
                .extracting(task -> task.options().executor() + " " + task.key())
                .containsExactly("e1 k/e1", "e2 k/e2");
        leader.executors = List.of();
        assertThat(tasks.broadcast("resize", "x", String.class, TaskTerms.DEFAULT)).isEmpty();
    }

    @Test
    void what_nobody_answered_for_is_submitted_again_under_the_same_id() {
        AtomicInteger calls = new AtomicInteger();
        leader.answerSubmit =
                submission ->
                        calls.incrementAndGet() < 3
                                ? CompletableFuture.failedFuture(
                                        new Unavailable.Indeterminate("test.lost", "lost"))
                                : CompletableFuture.completedFuture(
                                        SmallLeader.accepted(submission));
        leader.connect("s-1");
        TaskHandle<String> handle = submit(TaskTerms.DEFAULT);
        assertThat(handle.receipt().join().verdict()).isEqualTo(Verdict.ACCEPTED);
        assertThat(leader.submissions).hasSize(3);
        assertThat(leader.submissions.stream().map(each -> each.tasks().getFirst().id()))
                .containsOnly(handle.id());
    }

    @Test
    void without_a_server_it_fails_in_time_and_was_not_accepted() {
        TaskHandle<String> handle = submit(IMPATIENT);
        assertThat(failureOf(handle.receipt()).code()).isEqualTo("sdk.no-server");
        assertThat(failureOf(handle.result()).status()).isEqualTo(Status.UNREACHABLE);
    }

    @Test
    void when_an_answer_was_lost_nobody_knows_whether_it_was_accepted() {
        leader.answerSubmit =
                submission ->
                        CompletableFuture.failedFuture(
                                new Unavailable.Indeterminate("test.lost", "lost"));
        leader.connect("s-1");
        assertThat(failureOf(submit(IMPATIENT).result()))
                .isInstanceOf(Unavailable.Indeterminate.class)
                .extracting(Failure::code)
                .isEqualTo("sdk.task-unanswered");
    }

    @Test
    void a_full_queue_is_told_when_the_patience_is_over() {
        leader.answerSubmit =
                submission ->
                        CompletableFuture.failedFuture(
                                new Unavailable.Overloaded("task.queue-full", "full"));
        leader.connect("s-1");
        assertThat(failureOf(submit(IMPATIENT).receipt()).code()).isEqualTo("task.queue-full");
    }

    @Test
    void a_refusal_is_final() {
        leader.answerSubmit =
                submission ->
                        CompletableFuture.failedFuture(
                                new Rejected(Status.PERMISSION_DENIED, "test.no", "not you"));
        leader.connect("s-1");
        TaskHandle<String> handle = submit(TaskTerms.DEFAULT);
        assertThat(failureOf(handle.receipt()).code()).isEqualTo("test.no");
        assertThat(failureOf(handle.result()).code()).isEqualTo("test.no");
        assertThat(leader.submissions).hasSize(1);
    }

    @Test
    void too_many_open_tasks_are_refused_until_some_are_settled() {
        leader.connect("s-1");
        List<TaskHandle<String>> handles = new ArrayList<>();
        assertThatThrownBy(
                        () -> {
                            while (handles.size() < 100_000) {
                                handles.add(submit(TaskTerms.DEFAULT));
                            }
                        })
                .isInstanceOfSatisfying(
                        Unavailable.Overloaded.class,
                        full -> assertThat(full.code()).isEqualTo("sdk.too-many-tasks"));
        assertThat(handles).hasSizeBetween(60_000, 65_536);
        handles.forEach(handle -> handle.receipt().join());
        succeeds(handles.getFirst().id(), "done");
        assertThat(handles.getFirst().await()).isEqualTo("done");
        handles.add(submit(TaskTerms.DEFAULT));
    }

    @Test
    void after_a_lost_connection_it_names_what_it_waits_for() {
        leader.connect("s-1");
        TaskHandle<String> first = submit(TaskTerms.DEFAULT);
        TaskHandle<String> second = submit(TaskTerms.DEFAULT);
        second.receipt().join();
        first.receipt().join();
        succeeds(first.id(), "one");
        assertThat(first.await()).isEqualTo("one");
        leader.line.lost();
        leader.connect("s-2");
        Eventually.holds("a second stream", () -> leader.named.size() == 2);
        assertThat(leader.named.getLast())
                .containsExactly(new AwaitedTask(SmallLeader.RESIZE, second.id()));
        succeeds(first.id(), "told twice");
        succeeds(second.id(), "two");
        assertThat(second.await()).isEqualTo("two");
        assertThat(first.await()).isEqualTo("one");
    }

    @Test
    void what_ended_while_its_receipt_was_away_is_asked_for() {
        CompletableFuture<List<Receipt>> receipts = new CompletableFuture<>();
        leader.answerSubmit = submission -> receipts;
        leader.connect("s-1");
        TaskHandle<String> handle = submit(TaskTerms.DEFAULT);
        Eventually.holds("it was submitted", () -> !leader.submissions.isEmpty());
        leader.connect("s-1b");
        Eventually.holds("a second stream", () -> leader.named.size() == 2);
        assertThat(leader.named.getLast()).as("nobody knows yet").isEmpty();
        receipts.complete(SmallLeader.accepted(leader.submissions.getFirst()));
        Eventually.holds("a third stream", () -> leader.named.size() == 3);
        assertThat(leader.named.getLast()).extracting(AwaitedTask::id).containsOnly(handle.id());
    }

    @Test
    void under_a_key_that_is_open_both_share_the_end() {
        leader.connect("s-1");
        TaskTerms keyed = TaskTerms.DEFAULT.withKey("one order");
        TaskHandle<String> first = submit(keyed);
        TaskHandle<String> second = submit(keyed);
        assertThat(second.id()).isEqualTo(first.id());
        first.receipt().join();
        succeeds(first.id(), "once");
        assertThat(second.await()).isEqualTo("once");
        assertThat(submitted()).isEqualTo(1);
    }

    @Test
    void what_would_be_too_late_is_not_taken_or_becomes_cheaper() {
        leader.answerSubmit =
                submission -> {
                    boolean isDegraded = submission.late() == Submission.Late.DEGRADE;
                    TaskType type = new TaskType("default", isDegraded ? "rough" : "resize");
                    Verdict verdict = isDegraded ? Verdict.ACCEPTED : Verdict.TOO_LATE;
                    TaskId id = submission.tasks().getFirst().id();
                    return CompletableFuture.completedFuture(
                            List.of(new Receipt(id, type, verdict, new Prediction(7, 1, 2))));
                };
        leader.connect("s-1");
        Instant soon = Instant.now().plusSeconds(60);
        TaskHandle<String> refused =
                submit(TaskTerms.DEFAULT.withDeadline(soon, Submission.Late.REJECT));
        assertThat(failureOf(refused.result()).code()).isEqualTo("sdk.task-too-late");
        assertThat(refused.receipt().join().prediction()).isEqualTo(new Prediction(7, 1, 2));
        TaskHandle<String> cheaper = submit(TaskTerms.DEFAULT.withDeadlineOrElse(soon, "rough"));
        assertThat(cheaper.receipt().join().type().name()).isEqualTo("rough");
        leader.connect("s-2");
        Eventually.holds("a second stream", () -> leader.named.size() == 2);
        assertThat(leader.named.getLast())
                .containsExactly(new AwaitedTask(new TaskType("default", "rough"), cheaper.id()));
    }

    @Test
    void an_end_that_nobody_remembers_fails_the_result() {
        leader.connect("s-1");
        TaskHandle<String> handle = submit(TaskTerms.DEFAULT);
        handle.receipt().join();
        leader.tell(
                new TaskUpdate.Unknown(List.of(new AwaitedTask(SmallLeader.RESIZE, handle.id()))));
        assertThat(failureOf(handle.result()).code()).isEqualTo("sdk.task-forgotten");
    }

    @Test
    void other_ends_say_what_happened() {
        leader.connect("s-1");
        for (Standing standing : List.of(Standing.FAILED, Standing.CANCELLED, Standing.DEAD)) {
            TaskHandle<String> handle = submit(TaskTerms.DEFAULT);
            handle.receipt().join();
            leader.tell(
                    new TaskUpdate.Finished(
                            List.of(
                                    result(
                                            SmallLeader.RESIZE,
                                            handle.id(),
                                            standing,
                                            "for a reason"))));
            assertThatThrownBy(handle::await)
                    .isInstanceOfSatisfying(
                            TaskFailed.class,
                            failed -> {
                                assertThat(failed.standing()).isEqualTo(standing);
                                assertThat(failed.error()).isEqualTo("for a reason");
                                assertThat(failed.id()).isEqualTo(handle.id());
                            });
        }
    }

    @Test
    void closing_fails_what_is_open() {
        TaskHandle<String> queued = submit(TaskTerms.DEFAULT);
        tasks.close();
        assertThat(failureOf(queued.result()).code()).isEqualTo("sdk.closed");
        assertThat(failureOf(submit(TaskTerms.DEFAULT).result()).code()).isEqualTo("sdk.closed");
    }

    @Test
    void a_result_that_is_something_else_fails_the_waiting() {
        leader.connect("s-1");
        TaskHandle<Integer> handle = tasks.submit("resize", null, Integer.class, TaskTerms.DEFAULT);
        handle.receipt().join();
        succeeds(handle.id(), "no number");
        assertThat(failureOf(handle.result()).code()).isEqualTo("rpc.bad-payload");
    }
}
