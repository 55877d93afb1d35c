package io.stargazer.sdk.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stargazer.api.Unavailable;
import io.stargazer.api.task.NewTask;
import io.stargazer.api.task.Standing;
import io.stargazer.api.task.TaskId;
import io.stargazer.api.task.work.AwaitedTask;
import io.stargazer.api.task.work.TaskResult;
import io.stargazer.api.task.work.TaskUpdate;
import io.stargazer.sdk.Eventually;
import io.stargazer.sdk.task.submit.TaskHandle;
import io.stargazer.sdk.task.submit.TaskTerms;
import io.stargazer.sdk.task.wire.Values;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** TK-6: tasks that are lost with their leader are submitted again by who waits for them. */
@Timeout(60)
class EphemeralTest {

    private final SmallLeader leader = new SmallLeader();
    private final Tasks tasks = new Tasks(leader.line, "default");

    @AfterEach
    void close() {
        tasks.close();
    }

    private TaskHandle<String> submit(TaskTerms terms) {
        return tasks.submit("resize", "a picture", String.class, terms.ephemeral());
    }

    private void isUnknown(TaskHandle<?> handle) {
        leader.tell(
                new TaskUpdate.Unknown(List.of(new AwaitedTask(SmallLeader.RESIZE, handle.id()))));
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

    private void awaitSubmissions(int count) {
        Eventually.holds(count + " submissions", () -> leader.submissions.size() == count);
    }

    @Test
    void what_the_leader_has_forgotten_is_submitted_again_under_the_same_id() {
        leader.connect("s-1");
        TaskHandle<String> handle = submit(TaskTerms.DEFAULT);
        handle.receipt().join();
        assertThat(leader.ephemeral).isEqualTo(leader.submissions);
        for (int time = 2; time < 4; time++) {
            leader.line.lost();
            leader.connect("s-" + time);
            int streams = time;
            Eventually.holds("it is named", () -> leader.named.size() >= streams);
            isUnknown(handle);
            awaitSubmissions(time);
            NewTask again = leader.submissions.getLast().tasks().getFirst();
            assertThat(again).isEqualTo(leader.submissions.getFirst().tasks().getFirst());
        }
        succeeds(handle.id());
        assertThat(handle.await()).isEqualTo("small");
    }

    @Test
    void while_it_is_submitted_again_nobody_is_asked_how_it_ended() {
        leader.connect("s-1");
        TaskHandle<String> handle = submit(TaskTerms.DEFAULT);
        handle.receipt().join();
        CompletableFuture<Void> answer = new CompletableFuture<>();
        leader.answerSubmit =
                submission -> answer.thenApply(nothing -> SmallLeader.accepted(submission));
        isUnknown(handle);
        awaitSubmissions(2);
        leader.line.lost();
        leader.connect("s-2");
        Eventually.holds("a second stream", () -> leader.named.size() == 2);
        assertThat(leader.named.getLast()).as("nobody knows yet").isEmpty();
        answer.complete(null);
        Eventually.holds("a third stream", () -> leader.named.size() == 3);
        assertThat(leader.named.getLast()).extracting(AwaitedTask::id).containsOnly(handle.id());
        assertThat(leader.submissions).hasSize(2);
        succeeds(handle.id());
        assertThat(handle.await()).isEqualTo("small");
    }

    @Test
    void when_no_server_takes_it_again_in_time_it_is_lost() {
        leader.connect("s-1");
        TaskHandle<String> handle = submit(TaskTerms.DEFAULT.withPatience(Duration.ofMillis(200)));
        handle.receipt().join();
        leader.answerSubmit =
                submission ->
                        CompletableFuture.failedFuture(
                                new Unavailable.Overloaded("test.full", "full"));
        isUnknown(handle);
        assertThatThrownBy(handle::await)
                .isInstanceOfSatisfying(
                        Unavailable.Indeterminate.class,
                        lost -> assertThat(lost.code()).isEqualTo("sdk.task-lost"));
        assertThat(handle.receipt().join()).as("it was accepted once").isNotNull();
    }
}
