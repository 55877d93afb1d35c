package io.stargazer.app.sdk.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stargazer.api.Rejected;
import io.stargazer.api.task.RetryPolicy;
import io.stargazer.api.task.Standing;
import io.stargazer.api.task.work.Receipt.Verdict;
import io.stargazer.api.task.work.TaskNote;
import io.stargazer.app.sdk.Eventually;
import io.stargazer.sdk.Stargazer;
import io.stargazer.sdk.task.TaskBatch;
import io.stargazer.sdk.task.Tasks;
import io.stargazer.sdk.task.execute.ExecutorOptions;
import io.stargazer.sdk.task.execute.HandlerTerms;
import io.stargazer.sdk.task.execute.NonRetryable;
import io.stargazer.sdk.task.execute.TaskContext;
import io.stargazer.sdk.task.execute.TaskHandler;
import io.stargazer.sdk.task.submit.TaskFailed;
import io.stargazer.sdk.task.submit.TaskHandle;
import io.stargazer.sdk.task.submit.TaskTerms;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
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

/** TK-1, TK-2, TK-5, TK-9, TK-12: tasks between applications. */
@Timeout(120)
class TaskLifeTest {

    private static final TaskTerms ONCE = TaskTerms.DEFAULT.withRetry(RetryPolicy.NEVER);

    /** Tried three times, without rest. */
    private static final TaskTerms THRICE = TaskTerms.DEFAULT.withRetry(new RetryPolicy(3, 0, 0));

    @TempDir private static Path folder;
    private static TaskWorld world;
    private static Tasks doing;
    private static Tasks wanting;

    record Picture(String name, int width) {}

    record Thumbnail(String name, List<Integer> sizes) {}

    @BeforeAll
    static void start() throws Exception {
        world = new TaskWorld(folder);
        doing = world.application().tasks();
        wanting = world.application().tasks();
    }

    @AfterAll
    static void stop() throws Exception {
        world.close();
    }

    @Test
    void a_task_is_done_elsewhere_and_its_result_comes_back() {
        doing.execute(
                "resize",
                Picture.class,
                (picture, task) ->
                        new Thumbnail(picture.name() + task.attempt(), List.of(picture.width())));
        assertThat(wanting.run("resize", new Picture("cat", 7), Thumbnail.class))
                .isEqualTo(new Thumbnail("cat1", List.of(7)));
    }

    /** What annotated methods may look like. */
    static final class Marked {

        @TaskHandler("mark-both")
        Thumbnail both(Picture picture, TaskContext task) {
            return new Thumbnail(picture.name() + " of " + task.submitter(), List.of());
        }

        @TaskHandler("mark-context")
        String context(TaskContext task) {
            return task.type() + " " + task.key();
        }

        @TaskHandler(value = "mark-bytes", places = 1)
        byte[] bytes(byte[] payload) {
            return new byte[] {payload[1], payload[0]};
        }

        @TaskHandler("mark-nothing")
        void nothing() {}
    }

    @Test
    void marked_methods_are_handlers() {
        doing.execute(new Marked());
        assertThat(wanting.run("mark-both", new Picture("dog", 1), Thumbnail.class).name())
                .startsWith("dog of ")
                .contains("app-");
        assertThat(
                        wanting.submit(
                                        "mark-context",
                                        null,
                                        String.class,
                                        TaskTerms.DEFAULT.withKey("k 1"))
                                .await())
                .isEqualTo("default/mark-context k 1");
        assertThat(wanting.run("mark-bytes", new byte[] {1, 2}, byte[].class))
                .containsExactly(2, 1);
        assertThat(wanting.run("mark-nothing", null, Void.class)).isNull();
    }

    @Test
    void under_one_key_a_task_is_done_once() {
        AtomicInteger done = new AtomicInteger();
        doing.execute("once", Integer.class, (number, task) -> done.incrementAndGet());
        TaskTerms keyed = TaskTerms.DEFAULT.withKey("order 7");
        assertThat(wanting.submit("once", 1, Integer.class, keyed).await()).isEqualTo(1);
        TaskHandle<Integer> again = wanting.submit("once", 2, Integer.class, keyed);
        assertThat(again.await()).as("the first counts").isEqualTo(1);
        assertThat(again.receipt().join().verdict()).isEqualTo(Verdict.KNOWN);
        assertThat(done).hasValue(1);
    }

    @Test
    void what_fails_is_tried_again_and_then_is_a_dead_letter() {
        AtomicInteger tries = new AtomicInteger();
        doing.execute(
                "stubborn",
                Integer.class,
                (wanted, task) -> {
                    if (tries.incrementAndGet() < wanted) {
                        throw new IllegalStateException("not yet");
                    }
                    return task.attempt();
                });
        assertThat(wanting.submit("stubborn", 3, Integer.class, THRICE).await()).isEqualTo(3);
        tries.set(-10);
        assertThatThrownBy(() -> wanting.submit("stubborn", 9, Integer.class, THRICE).await())
                .isInstanceOfSatisfying(
                        TaskFailed.class,
                        failed -> {
                            assertThat(failed.standing()).isEqualTo(Standing.DEAD);
                            assertThat(failed.attempts()).isEqualTo(3);
                            assertThat(failed.error())
                                    .isEqualTo("java.lang.IllegalStateException: not yet");
                        });
    }

    @Test
    void what_must_not_be_repeated_fails_at_once() {
        doing.execute(
                "final",
                String.class,
                (how, task) -> {
                    if (how.equals("said")) {
                        throw new NonRetryable("no such picture");
                    }
                    throw new UnsupportedOperationException(how);
                },
                HandlerTerms.DEFAULT.withFinal(UnsupportedOperationException.class::isInstance));
        for (String how : List.of("said", "known")) {
            assertThatThrownBy(() -> wanting.submit("final", how, Void.class, THRICE).await())
                    .isInstanceOfSatisfying(
                            TaskFailed.class,
                            failed -> {
                                assertThat(failed.standing()).isEqualTo(Standing.FAILED);
                                assertThat(failed.attempts()).isEqualTo(1);
                            });
        }
    }

    @Test
    void a_cancelled_task_interrupts_its_handler() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        doing.execute(
                "endless",
                Void.class,
                (nothing, task) -> {
                    begun.countDown();
                    try {
                        new CountDownLatch(1).await();
                    } finally {
                        if (task.isCancelled()) {
                            interrupted.countDown();
                        }
                    }
                    return null;
                });
        TaskHandle<Void> handle = wanting.submit("endless", null, Void.class);
        assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(handle.cancel("changed my mind").join()).isTrue();
        assertThat(interrupted.await(60, TimeUnit.SECONDS)).isTrue();
        assertThatThrownBy(handle::await)
                .isInstanceOfSatisfying(
                        TaskFailed.class,
                        failed -> assertThat(failed.standing()).isEqualTo(Standing.CANCELLED))
                .hasMessageContaining("changed my mind");
        assertThat(handle.cancel("again").join()).as("it was over").isFalse();
    }

    @Test
    void progress_and_log_lines_are_heard_while_it_runs() throws Exception {
        CountDownLatch heard = new CountDownLatch(1);
        doing.execute(
                "talking",
                Void.class,
                (nothing, task) -> {
                    task.progress(50, "half of it");
                    task.log("a line\nand another");
                    assertThat(heard.await(60, TimeUnit.SECONDS)).isTrue();
                    return null;
                });
        List<TaskNote> notes = new CopyOnWriteArrayList<>();
        TaskHandle<Void> handle = wanting.submit("talking", null, Void.class);
        handle.onNote(notes::add);
        Eventually.holds(
                "three lines",
                () -> notes.stream().mapToInt(note -> note.lines().size()).sum() == 3);
        heard.countDown();
        handle.await();
        assertThat(notes.getLast().perMille()).isEqualTo(500);
        assertThat(notes.stream().flatMap(note -> note.lines().stream()))
                .containsExactly("half of it", "a line", "and another");
    }

    @Test
    void a_type_that_hangs_leaves_room_for_others() {
        CountDownLatch free = new CountDownLatch(1);
        doing.execute(
                "hanging",
                Integer.class,
                (number, task) -> {
                    free.await();
                    return number;
                });
        doing.execute("lively", Integer.class, (number, task) -> number + 1);
        TaskBatch<Integer> stuck =
                wanting.submitAll(
                        "hanging", IntStream.range(0, 200).boxed().toList(), Integer.class, ONCE);
        for (int i = 0; i < 20; i++) {
            assertThat(wanting.run("lively", i, Integer.class)).isEqualTo(i + 1);
        }
        free.countDown();
        stuck.handles().forEach(TaskHandle::await);
    }

    @Test
    void of_a_batch_each_is_given_as_it_ends() {
        doing.execute(
                "odd",
                Integer.class,
                (number, task) -> {
                    if (number % 2 == 0) {
                        throw new NonRetryable(number + " is even");
                    }
                    return number;
                });
        List<Integer> numbers = IntStream.range(0, 3_000).boxed().toList();
        TaskBatch<Integer> batch = wanting.submitAll("odd", numbers, Integer.class, ONCE);
        int sum = 0;
        int failed = 0;
        for (TaskHandle<Integer> ended : batch) {
            assertThat(ended.result()).isDone();
            failed += ended.result().isCompletedExceptionally() ? 1 : 0;
            sum += ended.result().isCompletedExceptionally() ? 0 : ended.await();
        }
        assertThat(failed).isEqualTo(1_500);
        assertThat(sum).isEqualTo(1_500 * 1_500);
    }

    @Test
    void one_that_may_begin_later_waits_for_its_time() {
        doing.execute("later", Void.class, (nothing, task) -> System.currentTimeMillis());
        long beforeMs = System.currentTimeMillis();
        TaskTerms terms = TaskTerms.DEFAULT.withDelay(Duration.ofMillis(300));
        assertThat(wanting.submit("later", null, Long.class, terms).await())
                .isGreaterThanOrEqualTo(beforeMs + 300);
    }

    @Test
    void a_deadline_that_passes_fails_the_task() {
        TaskTerms terms = TaskTerms.DEFAULT.withDeadline(Instant.now().plusMillis(200));
        assertThatThrownBy(() -> wanting.submit("nobody", null, Void.class, terms).await())
                .isInstanceOfSatisfying(
                        TaskFailed.class,
                        failed -> assertThat(failed.standing()).isEqualTo(Standing.FAILED));
    }

    @Test
    void what_cannot_be_submitted_is_refused_here() {
        assertThatThrownBy(() -> wanting.submit("Bad Name", null, Void.class))
                .isInstanceOf(Rejected.class);
        assertThatThrownBy(() -> wanting.submit("large", new byte[(1 << 20) + 1], Void.class))
                .isInstanceOfSatisfying(
                        Rejected.class,
                        refused -> assertThat(refused.code()).isEqualTo("task.too-large"));
        assertThatThrownBy(() -> wanting.submit("odd", new Object(), Void.class))
                .isInstanceOfSatisfying(
                        Rejected.class,
                        refused -> assertThat(refused.code()).isEqualTo("rpc.bad-payload"));
    }

    @Test
    void nobody_waits_for_what_is_only_submitted() throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        doing.execute(
                "effect",
                Void.class,
                (nothing, task) -> {
                    done.countDown();
                    return null;
                });
        assertThat(wanting.submitOnly("effect", null, TaskTerms.DEFAULT).join().verdict())
                .isEqualTo(Verdict.ACCEPTED);
        assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void an_executor_that_closes_finishes_what_it_has_begun() throws Exception {
        Stargazer leaving = world.application();
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        leaving.tasks()
                .execute(
                        "closing",
                        Void.class,
                        (nothing, task) -> {
                            begun.countDown();
                            go.await();
                            return task.attempt();
                        });
        TaskHandle<Integer> handle = wanting.submit("closing", null, Integer.class, ONCE);
        assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();
        Thread closing = Thread.ofVirtual().start(leaving::close);
        Eventually.holds("it takes no more", () -> !leaving.tasks().status().takesWork());
        go.countDown();
        assertThat(handle.await()).isEqualTo(1);
        closing.join();
    }

    @Test
    void presenting_itself_anew_costs_no_attempt() {
        Tasks busy = world.application().tasks();
        busy.executing(ExecutorOptions.usual().withCredit(500));
        busy.execute("steady", Integer.class, (number, task) -> number);
        List<Integer> numbers = IntStream.range(0, 5_000).boxed().toList();
        TaskBatch<Integer> batch = wanting.submitAll("steady", numbers, Integer.class, ONCE);
        for (int more = 0; more < 20; more++) {
            busy.execute("more-" + more, Void.class, (nothing, task) -> null);
            batch.handles().get(more * 200).await();
        }
        batch.handles().forEach(TaskHandle::await);
    }

    @Test
    void executors_that_close_one_after_the_other_cost_no_attempt() {
        List<Integer> numbers = IntStream.range(0, 3_000).boxed().toList();
        TaskBatch<Integer> batch = wanting.submitAll("rolling", numbers, Integer.class, ONCE);
        for (int i = 0; i < 4; i++) {
            Stargazer next = world.application();
            next.tasks().executing(ExecutorOptions.usual().withCredit(100));
            next.tasks().execute("rolling", Integer.class, (number, task) -> number);
            batch.handles().get(i * 700).await();
            if (i < 3) {
                next.close();
            }
        }
        batch.handles().forEach(TaskHandle::await);
    }
}
