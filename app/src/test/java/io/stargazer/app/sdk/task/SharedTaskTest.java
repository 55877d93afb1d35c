package io.stargazer.app.sdk.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.sdk.task.Tasks;
import io.stargazer.sdk.task.submit.TaskHandle;
import io.stargazer.sdk.task.submit.TaskTerms;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** TK-2: whoever submits a task under a key hears how it ends, be it submitted by many at once. */
@Timeout(120)
class SharedTaskTest {

    private static final int KEYS = 300;

    @TempDir private static Path folder;
    private static TaskWorld world;
    private static Tasks one;
    private static Tasks other;

    @BeforeAll
    static void start() throws Exception {
        world = new TaskWorld(folder);
        one = world.application().tasks();
        other = world.application().tasks();
    }

    @AfterAll
    static void stop() throws Exception {
        world.close();
    }

    @Test
    void two_applications_and_two_threads_of_each_submit_the_same_at_once() throws Exception {
        allHear("shared", TaskTerms.DEFAULT);
    }

    @Test
    void they_may_submit_ephemeral_tasks_at_once_as_well() throws Exception {
        allHear("shared-fleeting", TaskTerms.DEFAULT.ephemeral());
    }

    private static void allHear(String type, TaskTerms terms) throws Exception {
        ConcurrentHashMap<Integer, Integer> times = new ConcurrentHashMap<>();
        one.execute(type, Integer.class, (number, task) -> times.merge(number, 1, Integer::sum));
        CountDownLatch begin = new CountDownLatch(1);
        List<Future<List<Integer>>> heard = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Tasks each : List.of(one, other, one, other)) {
                heard.add(
                        threads.submit(() -> {
                            begin.await();
                            return results(each, type, terms);
                        }));
            }
            begin.countDown();
            for (Future<List<Integer>> each : heard) {
                assertThat(each.get()).hasSize(KEYS).containsOnly(1);
            }
        }
        assertThat(times).hasSize(KEYS);
    }

    private static List<Integer> results(Tasks tasks, String type, TaskTerms terms) {
        List<TaskHandle<Integer>> handles = new ArrayList<>();
        for (int number = 0; number < KEYS; number++) {
            handles.add(tasks.submit(type, number, Integer.class, terms.withKey("k" + number)));
        }
        return handles.stream().map(TaskHandle::await).toList();
    }
}
