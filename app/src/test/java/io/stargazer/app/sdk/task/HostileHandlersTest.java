package io.stargazer.app.sdk.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stargazer.api.task.RetryPolicy;
import io.stargazer.api.task.Standing;
import io.stargazer.app.JavaProcess;
import io.stargazer.sdk.task.Tasks;
import io.stargazer.sdk.task.execute.ExecutorOptions;
import io.stargazer.sdk.task.submit.TaskFailed;
import io.stargazer.sdk.task.submit.TaskTerms;
import java.nio.file.Path;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * TK-5, TK-11, TK-12: handlers that harm the process they run in; tasks end with a sentence, others
 * go on.
 */
@Timeout(180)
class HostileHandlersTest {

    private static final TaskTerms TWICE = TaskTerms.DEFAULT.withRetry(new RetryPolicy(2, 0, 0));

    @TempDir Path folder;
    private TaskWorld world;
    private Tasks wanting;

    @BeforeEach
    void start() throws Exception {
        world = new TaskWorld(folder);
        wanting = world.application().tasks();
    }

    @AfterEach
    void stop() throws Exception {
        world.close();
    }

    private static void assertDead(ThrowingCallable waiting, String error) {
        assertThatThrownBy(waiting)
                .isInstanceOfSatisfying(
                        TaskFailed.class,
                        failed -> {
                            assertThat(failed.standing()).isEqualTo(Standing.DEAD);
                            assertThat(failed.attempts()).isEqualTo(2);
                            assertThat(failed.error()).isEqualTo(error);
                        });
    }

    @Test
    void a_handler_that_ends_its_process_each_time_is_a_dead_letter() throws Exception {
        try (JavaProcess first = world.worker();
                JavaProcess second = world.worker()) {
            assertDead(
                    () -> wanting.submit("exit", null, Void.class, TWICE).await(),
                    "its executor was lost");
            assertThat(first.awaitExit()).isEqualTo(3);
            assertThat(second.awaitExit()).isEqualTo(3);
        }
        try (JavaProcess third = world.worker()) {
            assertThat(wanting.run("next", 1, Integer.class)).isEqualTo(2);
            assertThat(third.errors()).isEmpty();
        }
    }

    @Test
    void a_handler_that_allocates_without_end_fails_and_its_process_goes_on() throws Exception {
        try (JavaProcess worker = world.worker()) {
            assertDead(
                    () -> wanting.submit("hog", null, Integer.class, TWICE).await(),
                    "OutOfMemoryError: the executor has no memory left");
            assertThat(wanting.run("next", 1, Integer.class)).as(worker.errors()).isEqualTo(2);
        }
    }

    @Test
    void a_handler_that_floods_its_log_is_done_and_others_are_meanwhile() throws Exception {
        try (JavaProcess worker = world.worker()) {
            var flood = wanting.submit("flood", null, Integer.class, TWICE);
            for (int number = 0; number < 20; number++) {
                assertThat(wanting.run("next", number, Integer.class)).isEqualTo(number + 1);
            }
            assertThat(flood.await()).as(worker.errors()).isEqualTo(200_000);
        }
    }

    @Test
    void a_handler_that_heeds_nothing_costs_its_process_its_life_where_that_is_wanted()
            throws Exception {
        try (JavaProcess worker = world.impatientWorker(Duration.ofMillis(50))) {
            var deaf = wanting.submit("append-when-told", 1, Long.class, TWICE);
            var beside = wanting.submit("append-when-told", 2, Long.class, TWICE);
            assertThat(worker.awaitLine()).isEqualTo("begun 1");
            assertThat(worker.awaitLine()).isEqualTo("begun 1");
            deaf.cancel("enough");
            assertThat(worker.awaitExit()).isEqualTo(ExecutorOptions.KILLED);
            try (JavaProcess other = world.worker()) {
                assertThat(other.awaitLine()).as("what was beside it").isEqualTo("begun 2");
                beside.cancel("enough");
                assertThatThrownBy(deaf::await)
                        .isInstanceOfSatisfying(
                                TaskFailed.class,
                                failed ->
                                        assertThat(failed.standing())
                                                .isEqualTo(Standing.CANCELLED));
            }
        }
    }

    @Test
    void a_type_that_ends_its_processes_does_not_stop_others() throws Exception {
        world.application().tasks().execute("next", Integer.class, (number, task) -> number + 1);
        try (JavaProcess first = world.worker();
                JavaProcess second = world.worker()) {
            var fatal = wanting.submit("exit", null, Void.class, TWICE);
            for (int number = 0; number < 100 || !fatal.result().isDone(); number++) {
                assertThat(wanting.run("next", number, Integer.class)).isEqualTo(number + 1);
            }
            assertDead(fatal::await, "its executor was lost");
            assertThat(first.awaitExit()).isEqualTo(3);
            assertThat(second.awaitExit()).isEqualTo(3);
        }
    }
}
