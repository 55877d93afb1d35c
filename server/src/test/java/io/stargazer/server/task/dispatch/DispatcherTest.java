package io.stargazer.server.task.dispatch;

import static io.stargazer.server.task.dispatch.Desk.A;
import static io.stargazer.server.task.dispatch.Desk.B;
import static io.stargazer.server.task.dispatch.Desk.C;
import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.api.task.AttemptEnd;
import io.stargazer.api.task.Standing;
import io.stargazer.api.task.Task;
import io.stargazer.api.task.TaskId;
import io.stargazer.api.task.TaskOptions;
import io.stargazer.api.task.TypeLimits;
import io.stargazer.api.task.work.Assignment;
import io.stargazer.server.task.dispatch.Whereabouts.Where;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** TK-1, TK-4, TK-5, TK-10, TK-11, TK-12: who gets what, case by case. */
class DispatcherTest {

    private static final TaskOptions USUAL = TaskOptions.DEFAULT;

    private final Desk desk = new Desk();
    private final Dispatcher dispatcher = desk.dispatcher;

    @Test
    void nobody_gets_more_than_his_credit() {
        desk.join("e1", 2, A);
        desk.submit(desk.tasks(A, 5));
        assertThat(desk.givenTo("e1")).hasSize(2);
        assertThat(dispatcher.load(A)).isEqualTo(new Load(5, 3, 2, 1));
    }

    @Test
    void an_end_makes_room_for_the_next() {
        Worker worker = desk.join("e1", 1, A);
        List<Task> tasks = desk.tasks(A, 2);
        desk.submit(tasks);
        Assignment first = desk.givenTo("e1").getFirst();
        desk.step(() -> dispatcher.crew().returned(worker, A, first.request().id(), first.fence()));
        assertThat(desk.idsGivenTo("e1")).containsExactly(tasks.get(1).id());
    }

    @Test
    void who_was_given_something_longest_ago_is_next() {
        desk.join("e1", 9, A);
        desk.join("e2", 9, A);
        desk.join("e3", 9, A);
        List<Task> tasks = desk.tasks(A, 4);
        tasks.forEach(desk::submit);
        assertThat(desk.idsGivenTo("e1")).containsExactly(tasks.get(0).id(), tasks.get(3).id());
        assertThat(desk.idsGivenTo("e2")).containsExactly(tasks.get(1).id());
        assertThat(desk.idsGivenTo("e3")).containsExactly(tasks.get(2).id());
    }

    @Test
    void work_of_another_type_counts_for_who_is_next() {
        desk.join("e1", 9, A, B);
        desk.join("e2", 9, A);
        desk.submit(desk.task(B));
        Task task = desk.task(A);
        desk.submit(task);
        assertThat(desk.idsGivenTo("e2")).containsExactly(task.id());
    }

    @Test
    void priority_then_deadline_then_order_of_submission() {
        List<Task> tasks =
                List.of(
                        desk.task(A),
                        desk.task(A),
                        desk.task(A, "x", USUAL.withDeadline(desk.nowMs + 900)),
                        desk.task(A, "x", USUAL.withDeadline(desk.nowMs + 500)),
                        desk.task(A, "x", USUAL.withPriority(9)),
                        desk.task(A, "x", USUAL.withPriority(0)));
        List<Task> ofOne = tasks.stream().map(task -> as("x", task)).toList();
        desk.submit(ofOne);
        desk.join("e1", 9, A);
        assertThat(desk.idsGivenTo("e1")).containsExactlyElementsOf(ids(ofOne, 4, 3, 2, 0, 1, 5));
    }

    private static Task as(String submitter, Task task) {
        return new Task(
                task.type(),
                task.request(),
                submitter,
                task.submittedMs(),
                task.sequence(),
                task.course());
    }

    private static List<TaskId> ids(List<Task> tasks, int... which) {
        List<TaskId> ids = new ArrayList<>();
        for (int each : which) {
            ids.add(tasks.get(each).id());
        }
        return ids;
    }

    @Test
    void submitters_take_turns_within_a_priority() {
        List<Task> tasks = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            tasks.add(desk.task(A, "greedy", USUAL));
        }
        tasks.add(desk.task(A, "modest", USUAL));
        tasks.add(desk.task(A, "greedy", USUAL.withPriority(6)));
        desk.submit(tasks);
        desk.join("e1", 9, A);
        assertThat(desk.idsGivenTo("e1")).containsExactlyElementsOf(ids(tasks, 5, 0, 4, 1, 2, 3));
    }

    @Test
    void types_take_turns() {
        List<Task> flood = desk.tasks(A, 5);
        List<Task> few = desk.tasks(B, 2);
        desk.submit(flood);
        desk.submit(few);
        desk.join("e1", 4, A, B);
        assertThat(desk.givenTo("e1").stream().map(Assignment::type)).containsExactly(A, B, A, B);
    }

    @Test
    void a_type_that_hangs_leaves_a_place_for_each_other_one() {
        desk.join("e1", 6, A, B, C);
        desk.submit(desk.tasks(A, 20));
        assertThat(desk.givenTo("e1")).as("two are left for B and C").hasSize(4);
        desk.submit(desk.tasks(B, 20));
        assertThat(desk.givenTo("e1")).as("one is left for C").hasSize(1);
        desk.submit(desk.tasks(C, 1));
        assertThat(desk.givenTo("e1")).hasSize(1);
    }

    @Test
    void the_only_type_of_an_executor_gets_all_of_it() {
        desk.join("e1", 6, A);
        desk.submit(desk.tasks(A, 20));
        assertThat(desk.givenTo("e1")).hasSize(6);
    }

    @Test
    void the_last_place_is_given_though_more_types_wait_than_places_are_there() {
        desk.join("e1", 2, A, B, C);
        desk.submit(desk.tasks(A, 3));
        desk.submit(desk.tasks(B, 3));
        desk.submit(desk.tasks(C, 3));
        assertThat(desk.givenTo("e1").stream().map(Assignment::type)).containsExactly(A, B);
    }

    @Test
    void a_paused_type_waits_and_others_go_on() {
        desk.step(() -> dispatcher.set(A, true, TypeLimits.DEFAULT));
        desk.join("e1", 9, A, B);
        List<Task> paused = desk.tasks(A, 1);
        desk.submit(paused);
        desk.submit(desk.tasks(B, 1));
        assertThat(desk.givenTo("e1").stream().map(Assignment::type)).containsExactly(B);
        assertThat(desk.where(paused.getFirst())).isEqualTo(Where.PAUSED);
        desk.step(() -> dispatcher.set(A, false, TypeLimits.DEFAULT));
        assertThat(desk.givenTo("e1").stream().map(Assignment::type)).containsExactly(A);
    }

    @Test
    void at_most_so_many_at_a_time_in_the_whole_cluster() {
        desk.step(() -> dispatcher.set(A, false, new TypeLimits(0, 3, 100, 1 << 20)));
        Worker first = desk.join("e1", 9, A);
        desk.join("e2", 9, A);
        List<Task> tasks = desk.tasks(A, 5);
        desk.submit(tasks);
        List<Assignment> given = desk.givenTo("e1");
        assertThat(given.size() + desk.givenTo("e2").size()).isEqualTo(3);
        desk.succeed(first, given.getFirst(), tasks.getFirst());
        assertThat(desk.givenTo("e1").size() + desk.givenTo("e2").size()).isOne();
    }

    @Test
    void at_most_so_many_a_second() {
        desk.step(() -> dispatcher.set(A, false, new TypeLimits(100, 0, 10_000, 1 << 20)));
        desk.join("e1", 5_000, A);
        desk.submit(desk.tasks(A, 1_000));
        assertThat(desk.givenTo("e1")).as("a tenth of a second at once").hasSize(10);
        int given = 0;
        for (int ms = 0; ms < 2_000; ms++) {
            assertThat(dispatcher.nextMs()).isGreaterThan(desk.nowMs);
            desk.passes(1);
            given += desk.givenTo("e1").size();
        }
        assertThat(given).isEqualTo(200);
    }

    @Test
    void a_task_for_one_executor_waits_for_that_one() {
        desk.join("e1", 9, A);
        Task task = desk.task(A, "x", USUAL.withExecutor("e2"));
        desk.submit(task);
        assertThat(desk.givenTo("e1")).isEmpty();
        desk.join("e2", 9, A);
        assertThat(desk.idsGivenTo("e2")).containsExactly(task.id());
    }

    @Test
    void nothing_goes_out_before_its_time() {
        desk.join("e1", 9, A);
        Task task = desk.task(A, "x", USUAL.withNotBefore(desk.nowMs + 50));
        desk.submit(task);
        assertThat(dispatcher.nextMs()).isEqualTo(desk.nowMs + 50);
        assertThat(desk.where(task)).isEqualTo(Where.WAITING);
        desk.passes(49);
        assertThat(desk.givenTo("e1")).isEmpty();
        desk.passes(1);
        assertThat(desk.givenTo("e1")).hasSize(1);
    }

    @Test
    void a_failed_attempt_rests_and_gets_a_greater_fence() {
        Worker worker = desk.join("e1", 9, A);
        Task task = desk.task(A);
        desk.submit(task);
        Assignment first = desk.givenTo("e1").getFirst();
        desk.step(() -> dispatcher.crew().returned(worker, A, task.id(), first.fence()));
        Task failed = desk.fail(task, first.fence());
        assertThat(desk.givenTo("e1")).isEmpty();
        desk.passes(failed.readyMs() - desk.nowMs);
        Assignment second = desk.givenTo("e1").getFirst();
        assertThat(second.attempt()).isEqualTo(2);
        assertThat(second.fence()).isGreaterThan(first.fence());
    }

    @Test
    void a_lost_executor_has_its_tasks_run_elsewhere_at_once() {
        Worker lost = desk.join("e1", 9, A);
        Task task = desk.task(A);
        desk.submit(task);
        long fence = desk.givenTo("e1").getFirst().fence();
        desk.join("e2", 9, A);
        desk.step(() -> dispatcher.crew().leave(lost));
        assertThat(desk.ends(A))
                .singleElement()
                .satisfies(ended -> {
                    assertThat(ended.end()).isInstanceOf(AttemptEnd.Lost.class);
                    assertThat(ended.fence()).isEqualTo(fence);
                    assertThat(ended.executor()).isEqualTo("e1");
                });
        assertThat(desk.givenTo("e2")).as("not before the log says so").isEmpty();
        Task again = desk.fail(task, fence);
        Assignment second = desk.givenTo("e2").getFirst();
        assertThat(second.attempt()).isEqualTo(2);
        desk.fail(again, second.fence());
        assertThat(desk.givenTo("e2")).as("the second time it has earned a pause").isEmpty();
    }

    @Test
    void an_attempt_that_takes_too_long_is_ended_and_its_place_is_taken_until_it_stops() {
        Worker worker = desk.join("e1", 1, A);
        Task task = desk.task(A, "x", USUAL.withAttemptTimeout(30));
        desk.submit(task);
        Assignment first = desk.givenTo("e1").getFirst();
        desk.passes(30);
        assertThat(desk.ends(A).getFirst().end()).isInstanceOf(AttemptEnd.TimedOut.class);
        desk.fail(task, first.fence());
        assertThat(desk.stoppedAt("e1")).containsExactly(first.held());
        desk.passes(5_000);
        assertThat(desk.givenTo("e1")).as("the credit is still in use").isEmpty();
        desk.step(() -> dispatcher.crew().returned(worker, A, task.id(), first.fence()));
        assertThat(desk.givenTo("e1")).hasSize(1);
    }

    @Test
    void a_deadline_ends_a_task_that_waits_and_one_that_runs() {
        desk.join("e1", 1, A);
        Task runs = desk.task(A, "x", USUAL.withDeadline(desk.nowMs + 40));
        Task waits = desk.task(A, "x", USUAL.withDeadline(desk.nowMs + 41));
        desk.submit(runs, waits);
        desk.givenTo("e1");
        desk.passes(40);
        assertThat(desk.ends(A))
                .singleElement()
                .satisfies(ended -> {
                    assertThat(ended.id()).isEqualTo(runs.id());
                    assertThat(ended.executor()).isEqualTo("e1");
                });
        desk.step(() -> dispatcher.finished(List.of(desk.ended(runs, Standing.FAILED, 99))));
        assertThat(desk.stoppedAt("e1")).hasSize(1);
        desk.passes(1);
        assertThat(desk.ends(A))
                .singleElement()
                .satisfies(ended -> assertThat(ended.executor()).isEmpty());
        assertThat(desk.where(waits)).isEqualTo(Where.ENDING);
    }

    @Test
    void a_deadline_is_said_again_when_a_failure_came_first() {
        desk.join("e1", 1, A);
        Task task = desk.task(A, "x", USUAL.withDeadline(desk.nowMs + 40));
        desk.submit(task);
        desk.passes(40);
        long refused = desk.ends(A).getFirst().fence();
        desk.fail(task, refused);
        assertThat(desk.ends(A).getFirst().fence()).isGreaterThan(refused);
        assertThat(desk.givenTo("e1")).as("no second attempt").hasSize(1);
    }

    @Test
    void a_cancelled_task_leaves_the_line_or_is_stopped() {
        Worker worker = desk.join("e1", 1, A);
        List<Task> tasks = desk.tasks(A, 2);
        desk.submit(tasks);
        Assignment first = desk.givenTo("e1").getFirst();
        List<Task> ended =
                tasks.stream().map(task -> desk.ended(task, Standing.CANCELLED, 0)).toList();
        desk.step(() -> dispatcher.finished(ended));
        assertThat(desk.stoppedAt("e1")).containsExactly(first.held());
        desk.step(() -> dispatcher.crew().returned(worker, A, first.request().id(), first.fence()));
        assertThat(desk.givenTo("e1")).isEmpty();
        assertThat(dispatcher.load(A)).isEqualTo(new Load(0, 0, 0, 1));
    }

    @Test
    void a_second_attempt_goes_to_another_executor_and_the_first_end_counts() {
        Worker slow = desk.join("e1", 1, A);
        Task task = desk.task(A);
        desk.submit(task);
        Assignment first = desk.givenTo("e1").getFirst();
        desk.step(
                () -> assertThat(dispatcher.crew().speculate(A, task.id())).as("alone").isFalse());
        Worker quick = desk.join("e2", 1, A);
        desk.step(() -> assertThat(dispatcher.crew().speculate(A, task.id())).isTrue());
        Assignment second = desk.givenTo("e2").getFirst();
        assertThat(second.fence()).isGreaterThan(first.fence());
        assertThat(second.attempt()).isEqualTo(2);
        desk.succeed(quick, second, task);
        assertThat(desk.stoppedAt("e1")).containsExactly(first.held());
        assertThat(desk.stoppedAt("e2")).isEmpty();
        assertThat(slow.outstanding()).isOne();
        assertThat(quick.outstanding()).isZero();
    }

    @Test
    void a_draining_executor_gets_nothing_more() {
        Worker worker = desk.join("e1", 2, A);
        desk.step(() -> dispatcher.crew().drain(worker, true));
        desk.submit(desk.task(A));
        assertThat(desk.givenTo("e1")).isEmpty();
        desk.step(() -> dispatcher.crew().drain(worker, false));
        assertThat(desk.givenTo("e1")).hasSize(1);
    }
}
