package io.stargazer.server.task.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.api.codec.Bytes;
import io.stargazer.api.task.Course;
import io.stargazer.api.task.NewTask;
import io.stargazer.api.task.Standing;
import io.stargazer.api.task.Task;
import io.stargazer.api.task.TaskId;
import io.stargazer.api.task.TaskType;
import io.stargazer.api.task.work.Assignment;
import io.stargazer.api.task.work.ExecutorHello;
import io.stargazer.api.task.work.Stragglers;
import io.stargazer.server.task.dispatch.Dispatcher;
import io.stargazer.server.task.dispatch.Worker;
import io.stargazer.server.task.forecast.Experience;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** TK-6: what takes too long is measured by what others took. */
class SpeculationTest {

    private static final TaskType TYPE = new TaskType("default", "part");

    private final Dispatcher dispatcher = new Dispatcher(Experience.none());
    private final List<TaskId> ended = new ArrayList<>();
    private final Worker worker;
    private long nowMs = 1_000_000;
    private long revision = 10;

    SpeculationTest() {
        dispatcher.at(nowMs, revision);
        worker =
                dispatcher
                        .crew()
                        .join(
                                "s1",
                                new ExecutorHello(
                                        "e1",
                                        List.of(new ExecutorHello.HandledType(TYPE, 1)),
                                        1,
                                        List.of()),
                                null);
    }

    /** A task is done, and its executor says so after so long; the log hears of it later. */
    private void done(long tookMs) {
        Task task =
                new Task(
                        TYPE,
                        NewTask.of(new TaskId(7, ended.size()), Bytes.EMPTY),
                        "app:default/shop",
                        nowMs,
                        ended.size() + 1,
                        Course.NEW);
        dispatcher.accept(List.of(task));
        dispatcher.dispatch();
        Assignment given = worker.takeAssigned().getFirst();
        nowMs += tookMs;
        dispatcher.at(nowMs, ++revision);
        dispatcher.crew().returned(worker, TYPE, task.id(), given.fence());
        nowMs += 5_000;
        dispatcher.at(nowMs, ++revision);
        Course over =
                new Course(
                        Standing.SUCCEEDED,
                        1,
                        given.fence(),
                        nowMs,
                        "e1",
                        "",
                        Bytes.EMPTY,
                        List.of());
        dispatcher.finished(List.of(task.withCourse(over)));
        ended.add(task.id());
    }

    private long longMs(List<TaskId> beside, int timesPerMille, long leastMs) {
        return Speculation.longMs(
                dispatcher, new Stragglers(TYPE, List.of(), beside, timesPerMille, leastMs));
    }

    @Test
    void too_long_is_so_many_times_the_median_of_those_that_ended() {
        for (long tookMs : new long[] {30, 100, 9_000, 20, 90}) {
            done(tookMs);
        }
        assertThat(longMs(ended, 2_000, 0)).isEqualTo(180);
        assertThat(longMs(ended, 2_500, 0)).isEqualTo(225);
        assertThat(longMs(ended.subList(2, 3), 2_000, 0)).isEqualTo(18_000);
    }

    @Test
    void nothing_is_too_long_below_the_least() {
        done(20);
        assertThat(longMs(ended, 2_000, 300)).isEqualTo(300);
        assertThat(longMs(List.of(), 2_000, 300)).isEqualTo(300);
    }

    @Test
    void beside_those_of_which_nothing_is_known_nothing_is_too_long() {
        assertThat(longMs(List.of(new TaskId(8, 8)), 2_000, 300)).isEqualTo(Long.MAX_VALUE);
    }
}
