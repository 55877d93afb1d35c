package io.stargazer.server.task.dispatch;

import static io.stargazer.server.task.dispatch.Desk.A;
import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.api.codec.Bytes;
import io.stargazer.api.task.Course;
import io.stargazer.api.task.RetryPolicy;
import io.stargazer.api.task.Standing;
import io.stargazer.api.task.Task;
import io.stargazer.api.task.TaskOptions;
import io.stargazer.api.task.TypeLimits;
import io.stargazer.api.task.work.Assignment;
import java.util.List;
import org.junit.jupiter.api.Test;

/** TK-4, TK-5, TK-6: when a task that was begun may begin again, and where. */
class RestTest {

    private static final long HOURS_MS = 13 * 3_600_000;

    private final Desk desk = new Desk();
    private final Dispatcher dispatcher = desk.dispatcher;

    @Test
    void it_rests_no_longer_than_it_has_earned_when_the_log_is_ahead_of_the_clock() {
        TaskOptions options = TaskOptions.DEFAULT.withRetry(new RetryPolicy(3, 1_000, 1_000));
        Task task = desk.task(A, "app:default/shop", options);
        desk.join("e1", 1, A);
        desk.submit(task);
        Assignment first = desk.givenTo("e1").getFirst();
        desk.nowMs += HOURS_MS; // a leader with a wrong clock hears of the failure,
        Task failed = desk.fail(task, first.fence());
        desk.nowMs -= HOURS_MS; // and another one leads
        Desk next = new Desk();
        next.join("e1", 1, A);
        next.submit(failed);
        assertThat(next.givenTo("e1")).as("it rests").isEmpty();
        next.passes(1_000);
        assertThat(next.givenTo("e1")).hasSize(1);
    }

    @Test
    void a_paused_type_gets_no_second_attempt() {
        Task task = desk.task(A);
        desk.join("e1", 1, A);
        desk.submit(task);
        desk.join("e2", 1, A);
        desk.step(() -> dispatcher.set(A, true, TypeLimits.DEFAULT));
        desk.step(() -> assertThat(dispatcher.crew().speculate(A, task.id())).isFalse());
        desk.step(() -> dispatcher.set(A, false, TypeLimits.DEFAULT));
        desk.step(() -> assertThat(dispatcher.crew().speculate(A, task.id())).isTrue());
    }

    @Test
    void a_task_that_only_one_executor_may_do_gets_no_second_attempt() {
        Task task = desk.task(A, "app:default/shop", TaskOptions.DEFAULT.withExecutor("e1"));
        desk.join("e1", 1, A);
        desk.submit(task);
        desk.join("e2", 1, A);
        desk.step(() -> assertThat(dispatcher.crew().speculate(A, task.id())).isFalse());
    }

    @Test
    void a_second_attempt_keeps_the_rate_of_its_type() {
        Task task = desk.task(A);
        desk.join("e1", 1, A);
        desk.step(() -> dispatcher.set(A, false, new TypeLimits(1, 0, 100, 100)));
        desk.submit(task);
        desk.join("e2", 1, A);
        desk.step(() -> assertThat(dispatcher.crew().speculate(A, task.id())).isFalse());
        desk.nowMs += 1_000;
        desk.step(() -> assertThat(dispatcher.crew().speculate(A, task.id())).isTrue());
        desk.submit(desk.task(A));
        desk.join("e3", 1, A);
        assertThat(desk.givenTo("e3")).as("the second attempt counts, too").isEmpty();
        desk.passes(1_000);
        assertThat(desk.givenTo("e3")).hasSize(1);
    }

    @Test
    void what_has_been_done_is_not_done_again_while_the_log_has_not_heard_of_it() {
        Task task = desk.task(A);
        Worker worker = desk.join("e1", 1, A);
        desk.submit(task);
        Assignment first = desk.givenTo("e1").getFirst();
        desk.join("e2", 1, A);
        desk.step(() -> dispatcher.crew().returned(worker, A, task.id(), first.fence()));
        desk.step(() -> assertThat(dispatcher.crew().speculate(A, task.id())).isFalse());
    }

    @Test
    void what_failed_runs_elsewhere_if_it_can() {
        TaskOptions atOnce = TaskOptions.DEFAULT.withRetry(new RetryPolicy(3, 0, 0));
        Task task = desk.task(A, "app:default/shop", atOnce);
        Worker failing = desk.join("e1", 2, A);
        desk.submit(task);
        Assignment first = desk.givenTo("e1").getFirst();
        Worker other = desk.join("e2", 2, A);
        Task between = desk.task(A);
        desk.submit(between);
        assertThat(desk.givenTo("e2")).as("so it is not its turn").hasSize(1);
        failsAt(failing, first, task);
        Assignment second = desk.givenTo("e2").getFirst();
        assertThat(second.request().id()).isEqualTo(task.id());
        desk.step(() -> dispatcher.crew().drain(failing, true));
        failsAt(other, second, task);
        assertThat(desk.givenTo("e2")).as("nobody else is there").hasSize(1);
    }

    private void failsAt(Worker worker, Assignment given, Task task) {
        desk.step(() -> dispatcher.crew().returned(worker, A, task.id(), given.fence()));
        Course failed =
                new Course(
                        Standing.PENDING,
                        given.attempt(),
                        given.fence(),
                        desk.nowMs,
                        worker.name(),
                        "not this time",
                        Bytes.EMPTY,
                        List.of());
        desk.step(() -> dispatcher.failed(List.of(task.withCourse(failed))));
    }
}
