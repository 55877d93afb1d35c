package io.stargazer.sdk.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stargazer.api.Failure;
import io.stargazer.api.Unavailable;
import io.stargazer.api.task.NewTask;
import io.stargazer.api.task.Standing;
import io.stargazer.api.task.TaskId;
import io.stargazer.api.task.work.AwaitedTask;
import io.stargazer.api.task.work.Receipt;
import io.stargazer.api.task.work.Receipt.Verdict;
import io.stargazer.api.task.work.TaskNote;
import io.stargazer.api.task.work.TaskResult;
import io.stargazer.api.task.work.TaskUpdate;
import io.stargazer.sdk.Eventually;
import io.stargazer.sdk.task.submit.TaskHandle;
import io.stargazer.sdk.task.submit.TaskTerms;
import io.stargazer.sdk.task.wire.Values;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** TK-2, TK-3: what a submitter makes of answers that are late, odd or missing. */
@Timeout(60)
class AnswersTest {

    private final SmallLeader leader = new SmallLeader();
    private final Tasks tasks = new Tasks(leader.line, "default");

    @AfterEach
    void close() {
        tasks.close();
    }

    private TaskHandle<String> submit(TaskTerms terms) {
        return tasks.submit("resize", "a picture", String.class, terms);
    }

    private void awaitSubmissions(int count) {
        Eventually.holds(count + " submissions", () -> leader.submissions.size() == count);
    }

    private void succeeds(TaskId id) {
        leader.tell(
                new TaskUpdate.Finished(
                        List.of(
                                new TaskResult(
                                        SmallLeader.RESIZE,
                                        id,
                                        Standing.SUCCEEDED,
                                        Values.encode("small"),
                                        "",
                                        1,
                                        1))));
    }

    @Test
    void what_ends_before_its_receipt_has_come_was_accepted() {
        leader.connect("s-1");
        CompletableFuture<List<Receipt>> lost = new CompletableFuture<>();
        leader.answerSubmit = submission -> lost;
        TaskHandle<String> handle = submit(TaskTerms.DEFAULT.withPatience(Duration.ofMillis(300)));
        awaitSubmissions(1);
        succeeds(handle.id());
        assertThat(handle.await()).isEqualTo("small");
        lost.completeExceptionally(new Unavailable.Indeterminate("test.lost", "lost"));
        assertThat(handle.receipt().join().verdict()).isEqualTo(Verdict.ACCEPTED);
    }

    @Test
    void what_is_not_known_before_its_receipt_has_come_is_waited_for() {
        CompletableFuture<Void> answer = new CompletableFuture<>();
        leader.answerSubmit =
                submission -> answer.thenApply(nothing -> SmallLeader.accepted(submission));
        leader.connect("s-1");
        TaskHandle<String> handle = submit(TaskTerms.DEFAULT);
        TaskHandle<String> other = tasks.submit("other", null, String.class, TaskTerms.DEFAULT);
        awaitSubmissions(2);
        leader.tell(
                new TaskUpdate.Unknown(List.of(new AwaitedTask(SmallLeader.RESIZE, handle.id()))));
        succeeds(other.id());
        assertThat(other.await()).isEqualTo("small");
        answer.complete(null);
        handle.receipt().join();
        succeeds(handle.id());
        assertThat(handle.await()).isEqualTo("small");
    }

    @Test
    void an_answer_without_a_receipt_for_each_is_a_failure() {
        leader.answerSubmit = submission -> CompletableFuture.completedFuture(List.of());
        leader.connect("s-1");
        assertThatThrownBy(submit(TaskTerms.DEFAULT)::await)
                .isInstanceOfSatisfying(
                        Failure.class,
                        failed -> assertThat(failed.code()).isEqualTo("sdk.receipts-missing"));
    }

    @Test
    void only_what_was_accepted_and_has_not_ended_is_cancelled() {
        leader.connect("s-1");
        TaskHandle<String> ended = submit(TaskTerms.DEFAULT);
        TaskHandle<String> open = submit(TaskTerms.DEFAULT);
        ended.receipt().join();
        open.receipt().join();
        succeeds(ended.id());
        assertThat(ended.await()).isEqualTo("small");
        assertThat(ended.cancel("too late").join()).isFalse();
        assertThat(open.cancel("not wanted").join()).isTrue();
        leader.answerSubmit = submission -> CompletableFuture.completedFuture(List.of());
        TaskHandle<String> refused = submit(TaskTerms.DEFAULT);
        assertThat(refused.cancel("not there").join()).isFalse();
        assertThat(leader.cancelled).containsExactly(open.id());
    }

    @Test
    void its_delay_begins_when_it_is_submitted() {
        leader.connect("s-1");
        long beforeMs = System.currentTimeMillis();
        submit(TaskTerms.DEFAULT.withDelay(Duration.ofHours(1))).receipt().join();
        NewTask task = leader.submissions.getFirst().tasks().getFirst();
        assertThat(task.options().notBeforeMs())
                .isBetween(beforeMs + 3_600_000, System.currentTimeMillis() + 3_600_000);
    }

    @Test
    void notes_are_heard_in_their_order() {
        leader.connect("s-1");
        TaskHandle<String> handle = submit(TaskTerms.DEFAULT);
        List<Integer> heard = new CopyOnWriteArrayList<>();
        handle.onNote(note -> heard.add(note.perMille()));
        handle.receipt().join();
        for (int perMille = 1; perMille <= 50; perMille++) {
            leader.tell(
                    new TaskUpdate.Noted(
                            List.of(
                                    new TaskNote(
                                            SmallLeader.RESIZE,
                                            handle.id(),
                                            1,
                                            1,
                                            perMille,
                                            List.of()))));
        }
        Eventually.holds("all are heard", () -> heard.size() == 50);
        assertThat(heard).isSorted();
    }
}
