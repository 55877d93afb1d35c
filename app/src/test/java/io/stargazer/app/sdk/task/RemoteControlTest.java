package io.stargazer.app.sdk.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.stargazer.api.task.work.Work.Order;
import io.stargazer.app.sdk.Eventually;
import io.stargazer.app.sdk.HttpAnswer;
import io.stargazer.sdk.task.Tasks;
import io.stargazer.sdk.task.execute.ExecutorOptions;
import io.stargazer.sdk.task.execute.ExecutorOptions.WhenServersEnd;
import io.stargazer.sdk.task.submit.TaskFailed;
import io.stargazer.sdk.task.submit.TaskHandle;
import io.stargazer.sdk.task.submit.TaskTerms;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * TK-4, TK-9, TK-10: executors from afar: orders, logs, servers that stop, clocks that are wrong.
 */
@Timeout(180)
class RemoteControlTest {

    private static final String ONE = "/api/v1/task-executors/default/one";

    @TempDir Path folder;
    private final CountDownLatch go = new CountDownLatch(1);
    private final List<Order> obeyed = new CopyOnWriteArrayList<>();
    private TaskWorld world;
    private Tasks wanting;

    @BeforeEach
    void start() throws Exception {
        world = new TaskWorld(folder);
        wanting = world.application().tasks();
    }

    @AfterEach
    void stop() throws Exception {
        go.countDown();
        world.close();
    }

    private ExecutorOptions named(String name) {
        return ExecutorOptions.usual().withName(name).withOnOrder(obeyed::add);
    }

    /** An executor whose handler says who makes which attempt, when it may go on. */
    private Tasks waiting(String type, ExecutorOptions options) {
        Tasks tasks = world.application().tasks().executing(options);
        tasks.execute(
                type,
                Void.class,
                (nothing, task) -> {
                    go.await();
                    return options.name() + " " + task.attempt();
                });
        return tasks;
    }

    private static void awaitRunning(Tasks executor) {
        Eventually.holds("it runs", () -> executor.status().running() == 1);
    }

    @Test
    void an_executor_that_is_stopped_from_afar_leaves_to_others_what_it_cannot_finish() {
        Tasks one = waiting("held", named("one").withPatience(Duration.ZERO));
        TaskHandle<String> held = wanting.submit("held", null, String.class);
        awaitRunning(one);
        waiting("held", named("two"));
        assertThat(world.ask("POST", ONE + "/stop").status()).isEqualTo(204);
        Eventually.holds("it has obeyed", () -> obeyed.equals(List.of(Order.STOP)));
        go.countDown();
        assertThat(held.await()).isEqualTo("two 2");
        JsonNode stopped = world.ask("GET", ONE).json();
        assertThat(stopped.path("executor").path("state").asText()).isEqualTo("stopping");
        assertThat(stopped.path("attempts")).isEmpty();
        assertThat(world.ask("GET", ONE + "/log?lines=1000").json().path("lines"))
                .extracting(line -> line.path("text").asText())
                .contains("user:admin says: STOP", "obeys: STOP");
    }

    @Test
    void an_executor_that_is_restarted_from_afar_works_again() {
        Tasks one = waiting("held", named("one"));
        TaskHandle<String> held = wanting.submit("held", null, String.class);
        awaitRunning(one);
        assertThat(world.ask("POST", ONE + "/restart").status()).isEqualTo(204);
        Eventually.holds("it takes no more", () -> !one.status().takesWork());
        TaskHandle<String> next = wanting.submit("held", null, String.class);
        go.countDown();
        assertThat(held.await()).isEqualTo("one 1");
        assertThat(next.await()).isEqualTo("one 1");
        assertThat(obeyed).containsExactly(Order.RESTART);
    }

    @Test
    void when_the_servers_are_shut_down_executors_stay_finish_or_stop_as_they_are_told()
            throws Exception {
        List<Order> finished = new CopyOnWriteArrayList<>();
        Tasks stays = waiting("staying", named("stays"));
        Tasks finishes =
                waiting(
                        "finishing",
                        named("finishes")
                                .withOnOrder(finished::add)
                                .withWhenServersEnd(WhenServersEnd.FINISH));
        Tasks stops =
                waiting(
                        "stopping",
                        named("stops")
                                .withPatience(Duration.ZERO)
                                .withWhenServersEnd(WhenServersEnd.STOP));
        TaskHandle<String> staying = wanting.submit("staying", null, String.class);
        TaskHandle<String> finishing = wanting.submit("finishing", null, String.class);
        TaskHandle<String> stopping = wanting.submit("stopping", null, String.class);
        List.of(stays, finishes, stops).forEach(RemoteControlTest::awaitRunning);
        world.shutDown();
        Eventually.holds("one has stopped", () -> obeyed.equals(List.of(Order.STOP)));
        assertThat(stops.status().running()).isZero();
        assertThat(finishes.status().running()).isEqualTo(1);
        Eventually.holds("another takes no more", () -> !finishes.status().takesWork());
        assertThat(stays.status().takesWork()).isTrue();
        world.startAgain();
        waiting("stopping", named("helps"));
        go.countDown();
        assertThat(staying.await()).isEqualTo("stays 1");
        assertThat(finishing.await()).isEqualTo("finishes 1");
        assertThat(stopping.await()).isEqualTo("helps 2");
        Eventually.holds("the other has ended", () -> finished.equals(List.of(Order.STOP)));
        assertThat(obeyed).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 1})
    void a_clock_that_is_an_hour_wrong_does_no_harm(int hours) throws Exception {
        Tasks one = world.application().tasks();
        InstantSource wrong = InstantSource.offset(InstantSource.system(), Duration.ofHours(hours));
        one.executing(named("one").withClock(wrong));
        one.execute(
                "talking",
                Void.class,
                (nothing, task) -> {
                    task.progress(50, "half");
                    go.await();
                    return task.attempt();
                });
        TaskTerms inTime = TaskTerms.DEFAULT.withDeadline(Instant.now().plusSeconds(120));
        TaskHandle<Integer> talking = wanting.submit("talking", null, Integer.class, inTime);
        CountDownLatch half = new CountDownLatch(1);
        talking.onNote(note -> half.countDown());
        assertThat(half.await(60, TimeUnit.SECONDS)).as("its progress").isTrue();
        TaskTerms soon = TaskTerms.DEFAULT.withDeadline(Instant.now().plusMillis(500));
        assertThatThrownBy(() -> wanting.submit("talking", null, Integer.class, soon).await())
                .isInstanceOf(TaskFailed.class)
                .hasMessageContaining("deadline");
        HttpAnswer log = world.ask("GET", ONE + "/log");
        assertThat(log.json().path("clockAheadSeconds").asDouble())
                .isBetween(hours * 3600.0 - 60, hours * 3600.0 + 60);
        assertThat(log.json().path("lines"))
                .isNotEmpty()
                .allSatisfy(line ->
                        assertThat(Instant.parse(line.path("at").asText()))
                                .isBetween(
                                        Instant.now().minusSeconds(300),
                                        Instant.now().plusSeconds(300)));
        go.countDown();
        assertThat(talking.await()).as("its only attempt").isEqualTo(1);
    }
}
