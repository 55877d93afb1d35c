package io.stargazer.app.sdk.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stargazer.api.Rejected;
import io.stargazer.api.task.RetryPolicy;
import io.stargazer.api.task.Standing;
import io.stargazer.app.sdk.Eventually;
import io.stargazer.sdk.task.JobHandle;
import io.stargazer.sdk.task.JobProgress;
import io.stargazer.sdk.task.Speculation;
import io.stargazer.sdk.task.Tasks;
import io.stargazer.sdk.task.execute.ExecutorOptions;
import io.stargazer.sdk.task.execute.NonRetryable;
import io.stargazer.sdk.task.submit.TaskFailed;
import io.stargazer.sdk.task.submit.TaskTerms;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** TK-6: jobs are split, done by several executors, and merged. */
@Timeout(120)
class JobTest {

    @TempDir private static Path folder;
    private static TaskWorld world;
    private static Tasks one;
    private static Tasks other;
    private static Tasks wanting;

    @BeforeAll
    static void start() throws Exception {
        world = new TaskWorld(folder);
        ExecutorOptions large = ExecutorOptions.usual().withCredit(64);
        one = world.application().tasks().executing(large.withName("one"));
        other = world.application().tasks().executing(large.withName("other"));
        wanting = world.application().tasks();
    }

    @AfterAll
    static void stop() throws Exception {
        world.close();
    }

    @Test
    void results_are_merged_in_the_order_of_the_parts() {
        for (Tasks each : List.of(one, other)) {
            each.execute("spell", String.class, (letter, task) -> letter.toUpperCase(Locale.ROOT));
        }
        JobHandle<String> job =
                wanting.job("spell", String.class)
                        .parts(List.of("s", "t", "a", "r"))
                        .merge(letters -> String.join("", letters));
        assertThat(job.await()).isEqualTo("STAR");
        assertThat(job.progress()).isEqualTo(new JobProgress(4, 4, 4, 0, 0));
    }

    @Test
    void ten_thousand_empty_parts_are_done_and_progress_is_told() {
        one.execute("empty", Void.class, (nothing, task) -> null);
        other.execute("empty", Void.class, (nothing, task) -> null);
        List<JobProgress> told = new CopyOnWriteArrayList<>();
        JobHandle<Integer> job =
                wanting.job("empty", Void.class)
                        .parts(
                                Collections.nCopies(10_000, "").stream()
                                        .map(each -> (Object) null)
                                        .iterator())
                        .merge(List::size);
        job.onProgress(progress -> {
            if (progress.done() % 1_000 == 0) {
                told.add(progress);
            }
        });
        assertThat(job.await()).isEqualTo(10_000);
        assertThat(told).isNotEmpty().allMatch(progress -> progress.failed() == 0);
    }

    @Test
    void a_part_that_fails_is_tried_again() {
        AtomicInteger failures = new AtomicInteger();
        one.execute(
                "shaky",
                Integer.class,
                (number, task) -> {
                    if (task.attempt() == 1 && number % 3 == 0) {
                        failures.incrementAndGet();
                        throw new IllegalStateException("not this time");
                    }
                    return number;
                });
        int sum =
                wanting.job("shaky", Integer.class)
                        .withTerms(TaskTerms.DEFAULT.withRetry(new RetryPolicy(2, 0, 0)))
                        .parts(IntStream.range(0, 30).boxed().toList())
                        .merge(all -> all.stream().mapToInt(Integer::intValue).sum())
                        .await();
        assertThat(sum).isEqualTo(15 * 29);
        assertThat(failures).hasValue(10);
    }

    @Test
    void a_part_that_keeps_failing_fails_the_job_and_cancels_the_others() throws Exception {
        AtomicInteger interrupted = new AtomicInteger();
        CountDownLatch waiting = new CountDownLatch(3);
        one.execute(
                "doomed",
                Integer.class,
                (number, task) -> {
                    if (number == 3) {
                        waiting.await();
                        throw new NonRetryable("three is too much");
                    }
                    waiting.countDown();
                    try {
                        new CountDownLatch(1).await();
                    } finally {
                        interrupted.incrementAndGet();
                    }
                    return null;
                });
        JobHandle<?> job = wanting.job("doomed", Void.class).parts(List.of(0, 1, 2, 3)).run();
        assertThatThrownBy(job::await)
                .isInstanceOfSatisfying(
                        TaskFailed.class,
                        failed -> assertThat(failed.standing()).isEqualTo(Standing.FAILED))
                .hasMessageContaining("three is too much");
        Eventually.holds("the others were stopped", () -> interrupted.get() == 3);
        assertThat(job.progress().done()).isZero();
    }

    @Test
    void a_cancelled_job_submits_no_more() {
        AtomicInteger begun = new AtomicInteger();
        one.execute(
                "waiting",
                Integer.class,
                (number, task) -> {
                    begun.incrementAndGet();
                    new CountDownLatch(1).await();
                    return null;
                });
        JobHandle<?> job =
                wanting.job("waiting", Void.class)
                        .withWindow(5)
                        .parts(IntStream.range(0, 1_000).boxed().iterator())
                        .run();
        Eventually.holds("some have begun", () -> begun.get() > 0);
        job.cancel("enough");
        assertThatThrownBy(job::await)
                .isInstanceOfSatisfying(
                        Rejected.class,
                        refused -> assertThat(refused.code()).isEqualTo("sdk.job-cancelled"));
        Eventually.holds("all that were open have ended", () -> job.progress().open() == 0);
        assertThat(job.progress().submitted()).isLessThan(10);
    }

    @Test
    void parts_that_cannot_be_made_fail_the_job() {
        JobHandle<?> job =
                wanting.job("never", Void.class)
                        .parts(
                                IntStream.range(0, 9)
                                        .mapToObj(number -> {
                                            throw new IllegalArgumentException("part " + number);
                                        })
                                        .iterator())
                        .run();
        assertThatThrownBy(job::await).hasMessage("part 0");
    }

    @Test
    void no_parts_are_a_job_as_well() {
        assertThat(wanting.job("never", Void.class).parts(List.of()).merge(List::size).await())
                .isZero();
    }

    @Test
    void a_part_that_hangs_is_run_a_second_time_elsewhere_and_the_first_end_counts() {
        AtomicInteger interrupted = new AtomicInteger();
        for (Tasks each : List.of(one, other)) {
            each.execute(
                    "straggle",
                    Integer.class,
                    (number, task) -> {
                        if (number == 5 && task.attempt() == 1) {
                            try {
                                new CountDownLatch(1).await();
                            } finally {
                                interrupted.incrementAndGet();
                            }
                        }
                        return number * task.attempt();
                    });
        }
        List<JobProgress> told = new CopyOnWriteArrayList<>();
        JobHandle<Integer> job =
                wanting.job("straggle", Integer.class)
                        .speculating(Speculation.DEFAULT.withFloor(Duration.ofMillis(20)))
                        .parts(IntStream.range(0, 10).boxed().toList())
                        .merge(all -> all.stream().mapToInt(Integer::intValue).sum())
                        .onProgress(told::add);
        assertThat(job.await()).isEqualTo(45 + 5);
        Eventually.holds("the first attempt was stopped", () -> interrupted.get() == 1);
        assertThat(job.progress().twice()).isOne();
        assertThat(told).anyMatch(progress -> progress.twice() == 1 && progress.done() == 9);
    }

    @Test
    void a_job_may_be_ephemeral() {
        AtomicInteger failures = new AtomicInteger();
        for (Tasks each : List.of(one, other)) {
            each.execute(
                    "fleeting",
                    Integer.class,
                    (number, task) -> {
                        if (task.attempt() == 1 && number % 10 == 0) {
                            failures.incrementAndGet();
                            throw new IllegalStateException("not this time");
                        }
                        return number;
                    });
        }
        int sum =
                wanting.job("fleeting", Integer.class)
                        .withTerms(
                                TaskTerms.DEFAULT.ephemeral().withRetry(new RetryPolicy(2, 0, 0)))
                        .parts(IntStream.range(0, 100).boxed().toList())
                        .merge(all -> all.stream().mapToInt(Integer::intValue).sum())
                        .await();
        assertThat(sum).isEqualTo(99 * 50);
        assertThat(failures).hasValue(10);
    }

    @Test
    void a_keyed_job_that_is_started_again_meets_the_parts_that_were_done() {
        AtomicInteger begun = new AtomicInteger();
        one.execute("keyed", Integer.class, (number, task) -> number + begun.incrementAndGet());
        List<List<Integer>> merged = new ArrayList<>();
        for (int time = 0; time < 2; time++) {
            merged.add(
                    wanting.job("keyed", Integer.class)
                            .withTerms(TaskTerms.DEFAULT.withKey("the same"))
                            .parts(IntStream.range(0, 20).boxed().toList())
                            .merge(List::copyOf)
                            .await());
        }
        assertThat(begun).hasValue(20);
        assertThat(merged.get(1)).isEqualTo(merged.get(0)).doesNotContain(0);
    }

    @Test
    void results_are_in_the_order_of_the_parts_whichever_ends_first() throws Exception {
        CountDownLatch lastIsDone = new CountDownLatch(1);
        one.execute(
                "backwards",
                Integer.class,
                (number, task) -> {
                    if (number == 0) {
                        lastIsDone.await();
                    }
                    return number;
                });
        JobHandle<List<Integer>> job =
                wanting.job("backwards", Integer.class).parts(List.of(0, 1, 2)).merge(List::copyOf);
        Eventually.holds("the others have ended", () -> job.progress().done() == 2);
        lastIsDone.countDown();
        assertThat(job.await()).containsExactly(0, 1, 2);
    }

    @Test
    void what_cannot_be_merged_fails_the_job() {
        one.execute("unmerged", Integer.class, (number, task) -> number);
        JobHandle<?> job =
                wanting.job("unmerged", Integer.class)
                        .parts(List.of(1, 2))
                        .merge(all -> {
                            throw new IllegalStateException("odd");
                        });
        assertThatThrownBy(() -> job.result().get(20, TimeUnit.SECONDS))
                .hasCause(new IllegalStateException("odd"));
    }
}
