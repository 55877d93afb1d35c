package io.stargazer.sdk.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import io.stargazer.api.Unavailable;
import io.stargazer.api.task.Standing;
import io.stargazer.api.task.TaskId;
import io.stargazer.api.task.work.Stragglers;
import io.stargazer.api.task.work.Submission;
import io.stargazer.api.task.work.TaskResult;
import io.stargazer.api.task.work.TaskUpdate;
import io.stargazer.sdk.Eventually;
import io.stargazer.sdk.task.wire.Values;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** TK-6: a job asks for second attempts at the parts that take long. */
@Timeout(60)
class StragglingTest {

    private static final Speculation AT_ONCE = Speculation.DEFAULT.withFloor(Duration.ZERO);

    private final SmallLeader leader = new SmallLeader();
    private final Tasks tasks = new Tasks(leader.line, "default");

    @AfterEach
    void close() {
        tasks.close();
    }

    private JobHandle<Integer> job(Speculation when, int parts) {
        leader.connect("s-1");
        JobHandle<Integer> job =
                tasks.job("resize", Integer.class)
                        .speculating(when)
                        .parts(IntStream.range(0, parts).boxed().toList())
                        .merge(List::size);
        Eventually.holds("all are submitted", () -> ids().size() == parts);
        return job;
    }

    private List<TaskId> ids() {
        List<TaskId> ids = new ArrayList<>();
        leader.submissions.forEach(each -> each.tasks().forEach(task -> ids.add(task.id())));
        return ids;
    }

    private void succeed(List<TaskId> ids) {
        leader.tell(
                new TaskUpdate.Finished(
                        ids.stream()
                                .map(id ->
                                        new TaskResult(
                                                SmallLeader.RESIZE,
                                                id,
                                                Standing.SUCCEEDED,
                                                Values.encode(1),
                                                "",
                                                1,
                                                1))
                                .toList()));
    }

    @Test
    void when_enough_is_done_it_names_what_is_open_beside_what_has_ended() {
        JobHandle<Integer> job = job(AT_ONCE.withTimes(3), 4);
        List<TaskId> ids = ids();
        succeed(ids.subList(0, 2));
        Eventually.holds("it asks", () -> !leader.stragglers.isEmpty());
        Stragglers asked = leader.stragglers.getFirst();
        assertThat(asked.open()).isEqualTo(ids.subList(2, 4));
        assertThat(asked.ended()).containsExactlyInAnyOrderElementsOf(ids.subList(0, 2));
        assertThat(asked.timesPerMille()).isEqualTo(3_000);
        assertThat(asked.type()).isEqualTo(SmallLeader.RESIZE);
        Eventually.holds("it says so", () -> job.progress().twice() == 2);
        succeed(ids.subList(2, 4));
        assertThat(job.await()).isEqualTo(4);
        assertThat(job.progress()).isEqualTo(new JobProgress(4, 4, 4, 0, 2));
        assertThat(leader.submissions)
                .flatExtracting(Submission::tasks)
                .allSatisfy(part -> assertThat(part.options().group()).isEqualTo(job.id()));
    }

    @Test
    void before_enough_is_done_and_below_the_floor_it_asks_for_nothing() {
        JobHandle<Integer> early = job(AT_ONCE.withShare(0.75), 4);
        succeed(ids().subList(0, 2));
        Eventually.holds("two are done", () -> early.progress().done() == 2);
        JobHandle<Integer> brief =
                tasks.job("resize", Integer.class)
                        .speculating(AT_ONCE.withFloor(Duration.ofDays(1)))
                        .parts(List.of(1, 2))
                        .merge(List::size);
        Eventually.holds("all are submitted", () -> ids().size() == 6);
        succeed(ids().subList(4, 5));
        JobHandle<Integer> plain =
                tasks.job("resize", Integer.class).parts(List.of(1, 2)).merge(List::size);
        Eventually.holds("all are submitted", () -> ids().size() == 8);
        succeed(ids().subList(6, 7));
        JobHandle<Integer> asking =
                tasks.job("resize", Integer.class)
                        .speculating(AT_ONCE)
                        .parts(List.of(1, 2))
                        .merge(List::size);
        Eventually.holds("all are submitted", () -> ids().size() == 10);
        succeed(ids().subList(8, 9));
        Eventually.holds("one asks, again and again", () -> leader.stragglers.size() > 3);
        assertThat(leader.stragglers)
                .allSatisfy(asked -> assertThat(asked.open()).isEqualTo(ids().subList(9, 10)));
        List.of(early, brief, plain, asking).forEach(each -> each.cancel("enough"));
    }

    @Test
    void it_asks_again_while_no_server_answers_and_no_more_when_it_is_refused() {
        JobHandle<Integer> refused = job(AT_ONCE, 2);
        TaskId open = ids().get(1);
        AtomicInteger calls = new AtomicInteger();
        leader.answerSpeculate =
                asked ->
                        !asked.open().contains(open)
                                ? CompletableFuture.completedFuture(List.of())
                                : CompletableFuture.failedFuture(
                                        calls.incrementAndGet() < 3
                                                ? new Unavailable.Indeterminate("test.lost", "lost")
                                                : new Rejected(Status.NOT_FOUND, "test.no", "no"));
        succeed(ids().subList(0, 1));
        Eventually.holds("it is refused", () -> calls.get() == 3);
        JobHandle<Integer> asking =
                tasks.job("resize", Integer.class)
                        .speculating(AT_ONCE)
                        .parts(List.of(1, 2))
                        .merge(List::size);
        Eventually.holds("all are submitted", () -> ids().size() == 4);
        succeed(ids().subList(2, 3));
        Eventually.holds("another asks", () -> leader.stragglers.size() > 3 + 3);
        assertThat(calls).hasValue(3);
        succeed(List.of(open));
        assertThat(refused.await()).isEqualTo(2);
        asking.cancel("enough");
    }
}
