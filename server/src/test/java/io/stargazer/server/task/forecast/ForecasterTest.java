package io.stargazer.server.task.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.api.codec.Bytes;
import io.stargazer.api.task.NewTask;
import io.stargazer.api.task.TaskId;
import io.stargazer.api.task.TaskOptions;
import io.stargazer.api.task.TaskType;
import io.stargazer.api.task.TypeLimits;
import io.stargazer.api.task.work.ExecutorHello.HandledType;
import io.stargazer.api.task.work.Receipt.Prediction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is said at the submission of tasks: each takes ten milliseconds at the only place. */
final class ForecasterTest {

    private static final TaskType RESIZE = new TaskType("default", "resize");
    private static final long NOW_MS = 1_700_000_000_000L;
    private static final Workforce ONE_PLACE = workforce(RESIZE);

    private final ServiceTimes times = new ServiceTimes();
    private final Forecaster forecaster = new Forecaster(times, new QueueCensus(), 5);

    @Test
    void nothing_is_said_of_a_type_that_nobody_has_seen() {
        Judgement judgement = judge(ONE_PLACE, task(1, 5, NOW_MS + 1000));

        assertThat(judgement.predictions()).containsOnlyNulls();
        assertThat(judgement.isLate(0)).isFalse();
    }

    @Test
    void nothing_is_said_when_nobody_is_there_to_do_it() {
        measured();

        assertThat(judge(new Workforce(List.of()), task(1, 5, NOW_MS + 1000)).predictions())
                .containsOnlyNulls();
        assertThat(
                        judge(
                                        workforce(new TaskType("default", "other")),
                                        task(1, 5, NOW_MS + 1000))
                                .predictions())
                .containsOnlyNulls();
    }

    @Test
    void nothing_is_said_of_tasks_without_a_deadline() {
        measured();

        Judgement judgement = judge(ONE_PLACE, task(1, 5, 0), task(2, 5, NOW_MS + 1000));
        assertThat(judgement.predictions().getFirst()).isNull();
        assertThat(judgement.predictions().getLast()).isNotNull();
    }

    @Test
    void the_earlier_deadline_is_served_first_whatever_the_order_of_submission() {
        measured();

        Judgement judgement =
                judge(ONE_PLACE, task(1, 5, NOW_MS + 2000), task(2, 5, NOW_MS + 1000));
        assertThat(p50(judgement, 1)).isEqualTo(NOW_MS + 10);
        assertThat(p50(judgement, 0)).isEqualTo(NOW_MS + 20);
    }

    @Test
    void the_higher_priority_is_served_first() {
        measured();

        Judgement judgement = judge(ONE_PLACE, task(1, 2, NOW_MS + 1000), task(2, 8, 0));
        assertThat(p50(judgement, 0)).isEqualTo(NOW_MS + 20);
    }

    @Test
    void of_ten_thousand_tasks_each_is_told_its_own_time() {
        measured();
        NewTask[] tasks = new NewTask[10_000];
        for (int i = 0; i < tasks.length; i++) {
            tasks[i] = task(i, 5, NOW_MS + 50_000);
        }

        Judgement judgement = judge(ONE_PLACE, tasks);
        for (int i = 0; i < tasks.length; i++) {
            assertThat(p50(judgement, i)).isEqualTo(NOW_MS + 10L * (i + 1));
        }
        assertThat(judgement.isLate(4900)).isFalse();
        assertThat(judgement.isLate(5100)).isTrue();
    }

    @Test
    void a_task_for_later_is_counted_from_then() {
        measured();
        NewTask later = task(1, 5, NOW_MS + 5000);

        Judgement judgement =
                judge(ONE_PLACE, later.withOptions(later.options().withNotBefore(NOW_MS + 4995)));
        assertThat(p50(judgement, 0)).isEqualTo(NOW_MS + 5005);
        assertThat(judgement.isLate(0)).isTrue();
    }

    private void measured() {
        for (int i = 0; i < 1000; i++) {
            times.record(RESIZE, 10_000);
        }
    }

    private Judgement judge(Workforce workforce, NewTask... tasks) {
        return forecaster.judge(
                new Forecaster.Question(
                        RESIZE, Arrays.asList(tasks), "app:default/a", TypeLimits.DEFAULT),
                workforce,
                NOW_MS);
    }

    private static long p50(Judgement judgement, int task) {
        List<@Nullable Prediction> predictions = new ArrayList<>(judgement.predictions());
        return Objects.requireNonNull(predictions.get(task)).p50Ms();
    }

    private static Workforce workforce(TaskType type) {
        return new Workforce(
                List.of(new Workforce.Executor(1, List.of(new HandledType(type, 1)), List.of())));
    }

    private static NewTask task(int id, int priority, long deadlineMs) {
        TaskOptions options = TaskOptions.DEFAULT.withPriority(priority).withDeadline(deadlineMs);
        return NewTask.of(new TaskId(0, id), Bytes.EMPTY).withOptions(options);
    }
}
