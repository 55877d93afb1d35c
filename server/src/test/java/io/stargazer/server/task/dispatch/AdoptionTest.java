package io.stargazer.server.task.dispatch;

import static io.stargazer.server.task.dispatch.Desk.A;
import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.api.task.Task;
import io.stargazer.api.task.work.Assignment;
import io.stargazer.api.task.work.ExecutorHello;
import io.stargazer.api.task.work.ExecutorHello.HandledType;
import io.stargazer.api.task.work.HeldAttempt;
import io.stargazer.server.task.dispatch.Whereabouts.Where;
import java.util.List;
import org.junit.jupiter.api.Test;

/** TK-4: executors that come back with what they hold. */
class AdoptionTest {

    private final Desk desk = new Desk();
    private final Dispatcher dispatcher = desk.dispatcher;

    private static ExecutorHello hello(String name, HeldAttempt... held) {
        return new ExecutorHello(name, List.of(new HandledType(A, 4)), 4, List.of(held));
    }

    @Test
    void what_may_be_held_waits_and_what_is_new_goes_at_once() {
        Task old = desk.task(A);
        desk.step(() -> dispatcher.hold(old));
        desk.join("e1", 4, A);
        Task fresh = desk.task(A);
        desk.submit(fresh);
        assertThat(desk.idsGivenTo("e1")).containsExactly(fresh.id());
        assertThat(desk.where(old)).isEqualTo(Where.HELD);
        desk.step(dispatcher::releaseHeld);
        assertThat(desk.idsGivenTo("e1")).containsExactly(old.id());
    }

    @Test
    void what_is_held_goes_on_where_it_is() {
        Task task = desk.task(A);
        desk.step(() -> dispatcher.hold(task));
        Worker worker = desk.join(hello("e1", new HeldAttempt(A, task.id(), 5)), null);
        desk.step(dispatcher::releaseHeld);
        desk.join("e2", 4, A);
        assertThat(desk.givenTo("e1")).isEmpty();
        assertThat(desk.givenTo("e2")).isEmpty();
        assertThat(worker.outstanding()).isOne();
        desk.step(() ->
                assertThat(dispatcher.crew().returned(worker, A, task.id(), 5))
                        .as("its end may count")
                        .isTrue());
        assertThat(worker.outstanding()).isZero();
    }

    @Test
    void what_is_held_of_an_ended_task_is_stopped_and_holds_a_place_until_then() {
        Worker worker = desk.join(hello("e1", new HeldAttempt(A, desk.task(A).id(), 5)), null);
        HeldAttempt stopped = desk.stoppedAt("e1").getFirst();
        assertThat(stopped.fence()).isEqualTo(5);
        assertThat(worker.outstanding()).isOne();
        desk.step(() ->
                assertThat(dispatcher.crew().returned(worker, A, stopped.id(), 5))
                        .as("its end cannot count")
                        .isFalse());
        assertThat(worker.outstanding()).isZero();
    }

    @Test
    void an_executor_that_comes_back_keeps_what_it_names_and_is_given_the_rest_again() {
        Worker before = desk.join(hello("e1"), null);
        List<Task> tasks = desk.tasks(A, 2);
        desk.submit(tasks);
        List<Assignment> given = desk.givenTo("e1");
        HeldAttempt kept = given.getFirst().held();
        desk.step(() -> dispatcher.crew().away(before));
        Worker after = desk.join(hello("e1", kept), before);
        desk.step(() -> dispatcher.crew().leave(before));
        assertThat(desk.ends(A)).as("no attempt is spent").isEmpty();
        assertThat(desk.givenTo("e1")).as("it was on its way").containsExactly(given.getLast());
        assertThat(desk.stoppedAt("e1")).isEmpty();
        assertThat(after.outstanding()).isEqualTo(2);
        assertThat(before.outstanding()).isZero();
        desk.step(() ->
                assertThat(dispatcher.crew().returned(after, A, kept.id(), kept.fence())).isTrue());
        assertThat(dispatcher.load(A).running()).isOne();
    }

    @Test
    void what_another_executor_has_by_now_is_stopped() {
        Task task = desk.task(A);
        desk.submit(task);
        desk.join(hello("e1"), null);
        assertThat(desk.givenTo("e1")).hasSize(1);
        desk.join(hello("e2", new HeldAttempt(A, task.id(), 5)), null);
        assertThat(desk.stoppedAt("e2")).hasSize(1);
        assertThat(desk.stoppedAt("e1")).isEmpty();
    }

    @Test
    void an_executor_that_is_away_gets_nothing() {
        Worker worker = desk.join(hello("e1"), null);
        desk.step(() -> dispatcher.crew().away(worker));
        desk.submit(desk.task(A));
        assertThat(desk.givenTo("e1")).isEmpty();
    }
}
