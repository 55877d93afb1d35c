package io.stargazer.api.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import io.stargazer.api.codec.Bytes;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Tasks as they are asked for, their limits, and when they are ready. */
final class TaskTest {

    private static final TaskType RESIZE = new TaskType("default", "resize");
    private static final TaskId ID = new TaskId(1, 2);
    private static final TaskOptions USUAL = TaskOptions.DEFAULT;

    @Test
    void names_are_names() {
        assertThat(RESIZE).hasToString("default/resize");
        assertRefused(() -> new TaskType("default", "Resize"));
        assertRefused(() -> new TaskType("", "resize"));
        assertThat(RESIZE).isGreaterThan(new TaskType("bank", "zip"));
        assertThat(RESIZE).isLessThan(new TaskType("default", "zip"));
    }

    @Test
    void payloads_and_results_have_a_mebibyte_at_most() {
        Bytes large = Bytes.of(new byte[1 << 20]);
        Bytes tooLarge = Bytes.of(new byte[(1 << 20) + 1]);
        assertThat(NewTask.of(ID, large).payload()).isEqualTo(large);
        assertThat(new AttemptEnd.Succeeded(large).result()).isEqualTo(large);
        for (ThrowingCallable call :
                List.<ThrowingCallable>of(
                        () -> NewTask.of(ID, tooLarge), () -> new AttemptEnd.Succeeded(tooLarge))) {
            assertThatThrownBy(call)
                    .isInstanceOfSatisfying(
                            Rejected.class,
                            refused -> {
                                assertThat(refused.status()).isEqualTo(Status.TOO_LARGE);
                                assertThat(refused.code()).isEqualTo("task.too-large");
                            })
                    .hasMessageContaining("1048577 bytes");
        }
    }

    @Test
    void options_are_limited() {
        assertThat(USUAL.withPriority(0).priority()).isZero();
        assertThat(USUAL.withPriority(9).priority()).isEqualTo(9);
        assertRefused(() -> USUAL.withPriority(-1));
        assertRefused(() -> USUAL.withPriority(10));
        assertRefused(() -> USUAL.withNotBefore(-1));
        assertRefused(() -> USUAL.withDeadline(-1));
        assertRefused(() -> USUAL.withAttemptTimeout(-1));
        long month = 30L * 24 * 3600 * 1000;
        assertThat(USUAL.withAttemptTimeout(month).attemptTimeoutMs()).isEqualTo(month);
        assertRefused(() -> USUAL.withAttemptTimeout(month + 1));
        assertRefused(() -> USUAL.withGroup("g".repeat(64)));
        assertRefused(() -> USUAL.withExecutor("e".repeat(64)));
        assertRefused(() -> USUAL.withLabels(new TreeMap<>(Map.of("k".repeat(64), ""))));
        TreeMap<String, String> nine = new TreeMap<>();
        IntStream.range(0, 9).forEach(i -> nine.put("k" + i, ""));
        assertRefused(() -> USUAL.withLabels(nine));
        assertRefused(() -> new NewTask(ID, Bytes.EMPTY, "k".repeat(256), USUAL));
    }

    @Test
    void each_option_is_changed_alone() {
        TreeMap<String, String> labels = new TreeMap<>(Map.of("team", "red"));
        TaskOptions changed =
                USUAL.withPriority(1)
                        .withNotBefore(2)
                        .withDeadline(3)
                        .withAttemptTimeout(4)
                        .withRetry(RetryPolicy.NEVER)
                        .withLabels(labels)
                        .withGroup("job")
                        .withExecutor("e-1");
        assertThat(changed)
                .isEqualTo(new TaskOptions(1, 2, 3, 4, RetryPolicy.NEVER, labels, "job", "e-1"));
        labels.clear();
        assertThat(changed.labels()).containsEntry("team", "red");
    }

    @Test
    void ended_attempts_are_limited() {
        AttemptEnd lost = new AttemptEnd.Lost();
        assertRefused(() -> new AttemptEnd.Failed("e".repeat(1001), true));
        assertRefused(() -> new AttemptEnd.Failed("two\nlines", true));
        assertRefused(() -> new EndedAttempt(ID, -1, "e", lost, List.of()));
        assertRefused(() -> new EndedAttempt(ID, 1, "e".repeat(64), lost, List.of()));
        assertRefused(() -> new EndedAttempt(ID, 1, "e", lost, Collections.nCopies(51, "")));
        assertRefused(() -> new EndedAttempt(ID, 1, "e", lost, List.of("l".repeat(501))));
    }

    @Test
    void limits_of_a_type_are_limited() {
        assertThat(new TypeLimits(0, 0, 1, 1)).isNotNull();
        assertRefused(() -> new TypeLimits(-1, 0, 1, 1));
        assertRefused(() -> new TypeLimits(1_000_001, 0, 1, 1));
        assertRefused(() -> new TypeLimits(0, -1, 1, 1));
        assertRefused(() -> new TypeLimits(0, 1_000_001, 1, 1));
        assertRefused(() -> new TypeLimits(0, 0, 0, 1));
        assertRefused(() -> new TypeLimits(0, 0, 10_000_001, 1));
        assertRefused(() -> new TypeLimits(0, 0, 1, 0));
        assertRefused(() -> new TypeLimits(0, 0, 1, (64L << 30) + 1));
    }

    @Test
    void a_task_is_ready_at_its_time_and_after_a_rest() {
        TaskOptions later = USUAL.withNotBefore(5000).withRetry(new RetryPolicy(9, 1000, 8000));
        Task fresh = task(later, Course.NEW);
        assertThat(fresh.readyMs()).isEqualTo(5000);
        assertThat(task(USUAL, Course.NEW).readyMs()).isZero();
        assertThat(fresh.withCourse(failedOnce(1000)).readyMs()).isEqualTo(5000);
        assertThat(fresh.withCourse(failedOnce(9000)).readyMs()).isBetween(9500L, 10_000L);
    }

    @Test
    void pauses_double_up_to_the_longest() {
        RetryPolicy policy = new RetryPolicy(100, 1000, 60_000);
        for (int ended = 1; ended <= 100; ended++) {
            long full = Math.min(60_000, 1000L << Math.min(ended - 1, 30));
            assertThat(policy.pauseMs(ID, ended)).isBetween(full / 2, full);
            assertThat(policy.pauseMs(ID, ended)).isEqualTo(policy.pauseMs(ID, ended));
        }
        assertThat(RetryPolicy.NEVER.pauseMs(ID, 1)).isZero();
    }

    @Test
    void tasks_that_failed_together_do_not_come_back_together() {
        RetryPolicy policy = new RetryPolicy(3, 10_000, 60_000);
        Random random = new Random(9);
        long[] buckets = new long[10];
        for (int i = 0; i < 10_000; i++) {
            long pause = policy.pauseMs(TaskId.create(1, random), 1);
            buckets[(int) Math.min(9, (pause - 5000) / 500)]++;
        }
        assertThat(buckets)
                .satisfies(all -> {
                    for (long count : all) {
                        assertThat(count).isBetween(800L, 1200L);
                    }
                });
    }

    @Test
    void retries_are_limited() {
        assertRefused(() -> new RetryPolicy(0, 0, 0));
        assertRefused(() -> new RetryPolicy(101, 0, 0));
        assertRefused(() -> new RetryPolicy(1, -1, 0));
        assertRefused(() -> new RetryPolicy(1, 2, 1));
        assertRefused(() -> new RetryPolicy(1, 0, 24 * 3600 * 1000 + 1));
    }

    private static Course failedOnce(long atMs) {
        return new Course(Standing.PENDING, 1, 7, atMs, "e-1", "oh", Bytes.EMPTY, List.of());
    }

    private static Task task(TaskOptions options, Course course) {
        NewTask request = NewTask.of(ID, Bytes.EMPTY).withOptions(options);
        return new Task(RESIZE, request, "app:default/shop", 1, 1, course);
    }

    private static void assertRefused(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(Rejected.class);
    }
}
