package io.stargazer.server.task.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.stargazer.api.codec.Bytes;
import io.stargazer.api.task.Course;
import io.stargazer.api.task.NewTask;
import io.stargazer.api.task.Task;
import io.stargazer.api.task.TaskId;
import io.stargazer.api.task.TaskOptions;
import io.stargazer.api.task.TaskType;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** How many go before a task. */
final class QueueCensusTest {

    private static final TaskType RESIZE = new TaskType("default", "resize");
    private static final long NOW_MS = 1_000_000;

    private final QueueCensus census = new QueueCensus();

    @Test
    void higher_priorities_go_first_and_lower_ones_later() {
        queue(9, "a", 0, 3);
        queue(5, "a", 0, 4);
        queue(1, "a", 0, 100);

        assertThat(before(5, "a", 0)).isEqualTo(7);
        assertThat(before(9, "a", 0)).isEqualTo(3);
    }

    @Test
    void earlier_deadlines_go_first_and_none_at_all_last() {
        queue(5, "a", NOW_MS + 1000, 1);
        queue(5, "a", NOW_MS + 2000, 2);
        queue(5, "a", 0, 50);

        assertThat(before(5, "a", NOW_MS + 1500)).isEqualTo(1);
        assertThat(before(5, "a", NOW_MS + 3000)).isEqualTo(3);
        assertThat(before(5, "a", 0)).isEqualTo(53);
    }

    @Test
    void a_submitter_with_a_long_queue_does_not_keep_another_waiting() {
        queue(5, "flood", 0, 10_000);

        assertThat(before(5, "small", 0)).isEqualTo(1);
        assertThat(before(5, "flood", 0)).isEqualTo(10_000);
    }

    @Test
    void who_left_does_not_count() {
        List<Task> tasks = new ArrayList<>();
        SplittableRandom random = new SplittableRandom(11);
        for (int i = 0; i < 2000; i++) {
            long deadline = random.nextBoolean() ? 0 : NOW_MS + 1 + random.nextLong(100_000_000);
            tasks.add(task(random.nextInt(10), "s" + random.nextInt(4), deadline));
        }
        tasks.forEach(each -> census.queued(each, NOW_MS));
        assertThat(census.waiting(RESIZE)).isEqualTo(2000);
        tasks.forEach(census::left);

        assertThat(census.waiting(RESIZE)).isZero();
        assertThat(before(0, "s1", 0)).isZero();
    }

    @Test
    void counts_by_deadline_are_right_to_a_32nd_of_the_way() {
        SplittableRandom random = new SplittableRandom(13);
        List<Long> deadlines = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            deadlines.add(NOW_MS + 1 + random.nextLong(10_000_000));
            census.queued(task(5, "a", deadlines.getLast()), NOW_MS);
        }
        for (long asked = NOW_MS + 1000; asked < NOW_MS + 10_000_000; asked += 777_777) {
            long limit = asked;
            long surely = deadlines.stream().filter(each -> each <= limit).count();
            long perhaps = deadlines.stream().filter(each -> each <= limit + 312_500).count();
            assertThat(before(5, "a", asked)).isBetween(surely, perhaps);
        }
    }

    @Test
    void those_that_overtake_are_the_more_urgent_ones_that_come() {
        for (int i = 0; i < 60_000; i += 10) {
            census.queued(task(7, "a", 0), NOW_MS + i);
            census.queued(task(5, "a", NOW_MS + i + 1000), NOW_MS + i);
            census.queued(task(3, "a", 0), NOW_MS + i);
        }
        long now = NOW_MS + 60_000;

        assertThat(overtaking(5, 0, now)).isCloseTo(200, within(5d));
        assertThat(overtaking(5, now + 100_000, now)).isCloseTo(200, within(5d));
        assertThat(overtaking(5, now + 500, now)).isCloseTo(100, within(5d));
        assertThat(overtaking(9, 0, now)).isZero();
        assertThat(census.perSecond(RESIZE, now)).isCloseTo(300, within(5d));
        assertThat(census.perSecond(RESIZE, now + 10_000)).isCloseTo(110, within(5d));
    }

    private void queue(int priority, String submitter, long deadlineMs, int times) {
        for (int i = 0; i < times; i++) {
            census.queued(task(priority, submitter, deadlineMs), NOW_MS);
        }
    }

    private long before(int priority, String submitter, long deadlineMs) {
        return census.before(
                RESIZE, new QueueCensus.Place(priority, submitter, deadlineMs, NOW_MS));
    }

    private double overtaking(int priority, long deadlineMs, long nowMs) {
        return census.overtaking(
                RESIZE, new QueueCensus.Place(priority, "a", deadlineMs, nowMs), nowMs);
    }

    private static Task task(int priority, String submitter, long deadlineMs) {
        TaskOptions options = TaskOptions.DEFAULT.withPriority(priority).withDeadline(deadlineMs);
        NewTask request = NewTask.of(new TaskId(0, 1), Bytes.EMPTY).withOptions(options);
        return new Task(RESIZE, request, submitter, NOW_MS, 1, Course.NEW);
    }
}
