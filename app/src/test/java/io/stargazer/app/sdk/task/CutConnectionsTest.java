package io.stargazer.app.sdk.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.api.task.RetryPolicy;
import io.stargazer.app.sdk.Eventually;
import io.stargazer.sdk.task.Tasks;
import io.stargazer.sdk.task.execute.ExecutorOptions;
import io.stargazer.sdk.task.submit.TaskHandle;
import io.stargazer.sdk.task.submit.TaskTerms;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** TK-1, TK-3, TK-4: connections of executors and submitters are cut again and again. */
@Timeout(180)
class CutConnectionsTest {

    private static final int CUTS = 12;

    /** What is lost with a connection is tried again, as often as there are cuts. */
    private static final TaskTerms PATIENT =
            TaskTerms.DEFAULT.withRetry(new RetryPolicy(100, 0, 0));

    @TempDir Path folder;
    private TaskWorld world;

    @BeforeEach
    void start() throws Exception {
        world = new TaskWorld(folder);
    }

    @AfterEach
    void stop() throws Exception {
        world.close();
    }

    @Test
    void every_task_is_done_at_least_once_and_its_result_is_seen_exactly_once() {
        Map<Integer, AtomicInteger> done = new ConcurrentHashMap<>();
        for (int i = 0; i < 2; i++) {
            world.relayed()
                    .tasks()
                    .execute(
                            "square",
                            Integer.class,
                            (number, task) -> {
                                done.computeIfAbsent(number, absent -> new AtomicInteger())
                                        .incrementAndGet();
                                return number * number;
                            });
        }
        Tasks wanting = world.relayed().tasks();
        List<Integer> seen = new CopyOnWriteArrayList<>();
        List<TaskHandle<Integer>> handles = new CopyOnWriteArrayList<>();
        for (int cut = 0; cut < CUTS; cut++) {
            for (int i = 0; i < 100; i++) {
                TaskHandle<Integer> handle =
                        wanting.submit("square", handles.size(), Integer.class, PATIENT);
                handle.result().thenAccept(seen::add);
                handles.add(handle);
            }
            assertThat(world.cut()).isPositive();
            int before = seen.size();
            Eventually.holds(
                    "some more are done, or all",
                    () -> seen.size() > before || seen.size() == handles.size());
        }
        for (int number = 0; number < handles.size(); number++) {
            assertThat(handles.get(number).await()).isEqualTo(number * number);
        }
        Eventually.holds("all are seen", () -> seen.size() >= handles.size());
        assertThat(seen).doesNotHaveDuplicates().hasSize(handles.size());
        assertThat(done.keySet()).hasSize(handles.size());
    }

    @Test
    void what_runs_through_a_cut_is_not_begun_anew_when_its_executor_is_back_at_once()
            throws Exception {
        AtomicInteger begun = new AtomicInteger();
        CountDownLatch go = new CountDownLatch(1);
        Tasks doing = world.relayed().tasks();
        doing.execute(
                "slow",
                Integer.class,
                (number, task) -> {
                    begun.incrementAndGet();
                    go.await();
                    return number;
                });
        TaskHandle<Integer> handle = world.application().tasks().submit("slow", 3, Integer.class);
        Eventually.holds("it runs", () -> begun.get() == 1);
        assertThat(world.cut()).isPositive();
        go.countDown();
        assertThat(handle.result().get(60, TimeUnit.SECONDS)).isEqualTo(3);
    }

    @Test
    void never_more_run_than_there_is_credit_for() {
        int credit = 7;
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Set<Integer> done = ConcurrentHashMap.newKeySet();
        Tasks doing = world.application().tasks();
        doing.executing(ExecutorOptions.usual().withCredit(credit));
        for (String type : List.of("first", "second")) {
            doing.execute(
                    type,
                    Integer.class,
                    (number, task) -> {
                        most.accumulateAndGet(running.incrementAndGet(), Math::max);
                        done.add(number);
                        Thread.yield();
                        running.decrementAndGet();
                        return null;
                    });
        }
        Tasks wanting = world.application().tasks();
        List<TaskHandle<Void>> handles = new CopyOnWriteArrayList<>();
        for (int number = 0; number < 600; number++) {
            String type = number % 2 == 0 ? "first" : "second";
            handles.add(wanting.submit(type, number, Void.class));
        }
        handles.forEach(TaskHandle::await);
        assertThat(done).hasSize(600);
        assertThat(most.get()).isBetween(1, credit);
    }
}
