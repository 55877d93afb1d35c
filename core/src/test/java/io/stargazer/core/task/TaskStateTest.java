package io.stargazer.core.task;

import static io.stargazer.core.task.TaskHistory.RESIZE;
import static io.stargazer.core.task.TaskHistory.ZIP;
import static io.stargazer.core.task.TaskHistory.attempt;
import static io.stargazer.core.task.TaskHistory.id;
import static io.stargazer.core.task.TaskHistory.refused;
import static io.stargazer.core.task.TaskHistory.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.api.Event;
import io.stargazer.api.codec.Bytes;
import io.stargazer.api.task.AttemptEnd;
import io.stargazer.api.task.EndedAttempt;
import io.stargazer.api.task.RetryPolicy;
import io.stargazer.api.task.Standing;
import io.stargazer.api.task.Task;
import io.stargazer.api.task.TaskCommand;
import io.stargazer.api.task.TaskCommand.CancelTasks;
import io.stargazer.api.task.TaskCommand.DropDeadLetters;
import io.stargazer.api.task.TaskCommand.EndAttempts;
import io.stargazer.api.task.TaskCommand.ForgetTasks;
import io.stargazer.api.task.TaskCommand.ResendTasks;
import io.stargazer.api.task.TaskCommand.SubmitTasks;
import io.stargazer.api.task.TaskEvent;
import io.stargazer.api.task.TaskEvent.AttemptsFailed;
import io.stargazer.api.task.TaskEvent.Refusal;
import io.stargazer.api.task.TaskEvent.TasksFinished;
import io.stargazer.api.task.TaskOptions;
import io.stargazer.core.Table;
import java.util.List;
import org.junit.jupiter.api.Test;

/** TK-2 to TK-5: what the log decides about tasks. */
final class TaskStateTest {

    private static final AttemptEnd DONE = new AttemptEnd.Succeeded(Bytes.of((byte) 7));
    private static final AttemptEnd OH = new AttemptEnd.Failed("oh", true);

    private final TaskHistory history = new TaskHistory();

    @Test
    void what_is_accepted_is_pending() {
        Task first = history.submit(1).getFirst();
        assertThat(first.standing()).isEqualTo(Standing.PENDING);
        assertThat(first.submitter()).isEqualTo("app:default/shop");
        assertThat(first.sequence()).isEqualTo(1);
        assertThat(first.submittedMs()).isEqualTo(1000);
        assertThat(history.submit(2).getFirst().sequence()).isEqualTo(2);
        assertThat(history.view().task(RESIZE, id(1))).isSameAs(first);
        assertThat(history.queue().pending().size()).isEqualTo(2);
        assertThat(history.queue().pendingBytes()).isEqualTo(20);
        assertThat(history.view().pending()).isEqualTo(2);
    }

    @Test
    void submitting_again_changes_nothing_while_the_task_is_remembered() {
        history.submit(1, 2, 3, 1);
        assertThat(history.queue().pending().size()).isEqualTo(3);
        history.end(1, 5, DONE);
        history.die(2);
        assertThat(
                        history.must(
                                new SubmitTasks(
                                        RESIZE, "user:eve", List.of(task(1), task(2), task(3)))))
                .isEmpty();
        assertThat(history.queue().counts().submitted()).isEqualTo(3);
        assertThat(history.standing(1)).isEqualTo(Standing.SUCCEEDED);
    }

    @Test
    void the_same_id_of_another_type_is_another_task() {
        history.submit(1);
        history.must(new SubmitTasks(ZIP, "user:eve", List.of(task(1))));
        assertThat(history.view().pending()).isEqualTo(2);
        history.end(1, 5, DONE);
        assertThat(history.view().task(ZIP, id(1)))
                .extracting(Task::standing)
                .isEqualTo(Standing.PENDING);
    }

    @Test
    void a_success_ends_a_task_and_keeps_its_result() {
        history.submit(1);
        TasksFinished finished = (TasksFinished) history.end(1, 5, DONE).getFirst();
        Task task = finished.tasks().getFirst();
        assertThat(task.standing()).isEqualTo(Standing.SUCCEEDED);
        assertThat(task.course().result()).isEqualTo(Bytes.of((byte) 7));
        assertThat(task.course().changedMs()).isEqualTo(history.nowMs());
        assertThat(task.course().executor()).isEqualTo("e-1");
        assertThat(task.course().log()).containsExactly("a line");
        assertThat(task.course().attemptsEnded()).isEqualTo(1);
        assertThat(history.queue().pending().isEmpty()).isTrue();
        assertThat(history.queue().pendingBytes()).isZero();
        assertThat(history.view().finishedIn("default").latest(Long.MAX_VALUE, 9))
                .containsExactly(task);
    }

    @Test
    void an_attempt_counts_only_with_a_later_fence() {
        history.submit(1);
        assertThat(history.end(1, 5, OH).getFirst()).isInstanceOf(AttemptsFailed.class);
        for (long late : new long[] {0, 4, 5}) {
            assertThat(history.end(1, late, DONE))
                    .containsExactly(refused(1, late, Refusal.FENCED));
        }
        history.end(1, 6, DONE);
        assertThat(history.end(1, 7, DONE)).containsExactly(refused(1, 7, Refusal.FINISHED));
        assertThat(history.end(9, 7, DONE)).containsExactly(refused(9, 7, Refusal.UNKNOWN_TASK));
        assertThat(history.standing(1)).isEqualTo(Standing.SUCCEEDED);
    }

    @Test
    void of_two_attempts_in_one_command_the_first_wins() {
        history.submit(1);
        List<Event> events =
                history.must(
                        new EndAttempts(RESIZE, List.of(attempt(1, 5, DONE), attempt(1, 6, OH))));
        assertThat(events).hasSize(2);
        assertThat(events.getLast()).isEqualTo(refused(1, 6, Refusal.FINISHED));
        assertThat(history.standing(1)).isEqualTo(Standing.SUCCEEDED);
    }

    @Test
    void a_task_is_tried_as_often_as_it_may_be_and_is_then_a_dead_letter() {
        history.submit(1);
        AttemptsFailed failed = (AttemptsFailed) history.end(1, 5, OH).getFirst();
        assertThat(failed.tasks().getFirst().readyMs()).isGreaterThan(history.nowMs());
        assertThat(failed.tasks().getFirst().course().error()).isEqualTo("oh");
        history.end(1, 6, new AttemptEnd.TimedOut());
        assertThat(history.standing(1)).isEqualTo(Standing.PENDING);
        history.end(1, 7, new AttemptEnd.Lost());
        assertThat(history.standing(1)).isEqualTo(Standing.DEAD);
        assertThat(history.queue().deadLetters().size()).isEqualTo(1);
        assertThat(history.view().finishedIn("default").size()).isZero();
        assertThat(history.end(1, 8, DONE)).containsExactly(refused(1, 8, Refusal.FINISHED));
        assertThat(history.queue().counts()).isEqualTo(new TaskCounts(1, 0, 0, 0, 1));
    }

    @Test
    void what_must_not_be_repeated_and_what_is_too_late_has_failed() {
        history.submit(1, 2);
        history.end(1, 5, new AttemptEnd.Failed("the input is bad", false));
        assertThat(history.standing(1)).isEqualTo(Standing.FAILED);
        EndedAttempt never =
                new EndedAttempt(id(2), 5, "", new AttemptEnd.DeadlineMissed(), List.of());
        history.must(new EndAttempts(RESIZE, List.of(never)));
        assertThat(history.standing(2)).isEqualTo(Standing.FAILED);
        assertThat(history.known(2).course().attemptsEnded()).isZero();
        assertThat(history.known(2).course().error()).isEqualTo("its deadline passed");
    }

    @Test
    void pending_tasks_are_cancelled_and_others_are_not() {
        history.submit(1, 2);
        history.end(2, 5, DONE);
        CancelTasks cancel = new CancelTasks(RESIZE, List.of(id(1), id(2), id(3)), "not wanted");
        assertThat(history.must(cancel)).hasSize(1);
        assertThat(history.standing(1)).isEqualTo(Standing.CANCELLED);
        assertThat(history.known(1).course().error()).isEqualTo("not wanted");
        assertThat(history.standing(2)).isEqualTo(Standing.SUCCEEDED);
        assertThat(history.must(cancel)).isEmpty();
        assertThat(history.end(1, 6, DONE)).containsExactly(refused(1, 6, Refusal.FINISHED));
        assertThat(history.must(new CancelTasks(ZIP, List.of(id(1)), ""))).isEmpty();
    }

    @Test
    void dead_letters_and_failed_tasks_are_sent_again_with_all_attempts_and_no_deadline() {
        TaskOptions late = TaskOptions.DEFAULT.withDeadline(1).withRetry(RetryPolicy.NEVER);
        history.must(
                new SubmitTasks(RESIZE, "user:eve", List.of(task(1).withOptions(late), task(2))));
        history.end(1, 5, OH);
        history.end(2, 6, new AttemptEnd.Failed("bad", false));
        history.submit(3);
        assertThat(history.must(new ResendTasks(RESIZE, List.of(id(1), id(2), id(3), id(4)))))
                .singleElement()
                .isInstanceOfSatisfying(
                        TaskEvent.TasksResent.class,
                        resent -> assertThat(resent.tasks()).hasSize(2));
        assertThat(history.queue().deadLetters().isEmpty()).isTrue();
        assertThat(history.view().finishedIn("default").size()).isZero();
        assertThat(history.known(1).course().attemptsEnded()).isZero();
        assertThat(history.known(1).options().deadlineMs()).isZero();
        assertThat(history.known(1).sequence()).isGreaterThan(history.known(3).sequence());
        assertThat(history.end(1, 5, DONE)).containsExactly(refused(1, 5, Refusal.FENCED));
        history.end(1, 7, DONE);
        assertThat(history.standing(1)).isEqualTo(Standing.SUCCEEDED);
        assertThat(history.must(new ResendTasks(RESIZE, List.of(id(1))))).isEmpty();
    }

    @Test
    void dead_letters_over_the_bound_join_the_finished_the_first_submitted_first() {
        history.submit(1, 2, 3);
        history.die(3);
        history.die(1);
        history.die(2);
        assertThat(history.queue().deadLetters())
                .extracting(Table.Entry::key)
                .containsExactly(id(2), id(3));
        assertThat(history.standing(1)).isEqualTo(Standing.DEAD);
        history.must(new ResendTasks(RESIZE, List.of(id(1))));
        assertThat(history.standing(1)).isEqualTo(Standing.PENDING);
    }

    @Test
    void dead_letters_are_dropped() {
        history.submit(1, 2);
        history.die(1);
        DropDeadLetters drop = new DropDeadLetters(RESIZE, List.of(id(1), id(2)));
        assertThat(history.must(drop))
                .containsExactly(new TaskEvent.DeadLettersDropped(RESIZE, List.of(id(1))));
        assertThat(history.view().task(RESIZE, id(1))).isNull();
        assertThat(history.must(drop)).isEmpty();
        assertThat(history.must(new DropDeadLetters(ZIP, List.of(id(1))))).isEmpty();
    }

    @Test
    void the_oldest_finished_tasks_are_forgotten_when_there_are_too_many() {
        history.submit(1, 2, 3, 4, 5);
        for (int i = 5; i >= 1; i--) {
            history.end(i, 5, DONE);
        }
        assertThat(history.latest()).containsExactly(id(1), id(2), id(3), id(4));
        assertThat(history.end(5, 9, DONE)).containsExactly(refused(5, 9, Refusal.UNKNOWN_TASK));
    }

    @Test
    void the_oldest_finished_tasks_are_forgotten_when_they_are_too_large() {
        history.submit(1, 2, 3);
        history.end(1, 5, new AttemptEnd.Succeeded(Bytes.of(new byte[600])));
        history.end(2, 5, new AttemptEnd.Succeeded(Bytes.of(new byte[300])));
        assertThat(history.latest()).containsExactly(id(2), id(1));
        history.end(3, 5, new AttemptEnd.Succeeded(Bytes.of(new byte[200])));
        assertThat(history.latest()).containsExactly(id(3), id(2));
        assertThat(history.view().finishedIn("default").bytes()).isEqualTo(300 + 200 + 2 * 16);
    }

    @Test
    void finished_tasks_are_forgotten_by_age() {
        history.submit(1, 2);
        history.end(1, 5, DONE); // revision 2
        history.end(2, 5, DONE); // revision 3
        assertThat(history.must(new ForgetTasks("default", 2000))).isEmpty();
        assertThat(history.must(new ForgetTasks("bank", 9000))).isEmpty();
        assertThat(history.must(new ForgetTasks("default", 3000)))
                .containsExactly(new TaskEvent.TasksForgotten("default", 1));
        assertThat(history.latest()).containsExactly(id(2));
    }

    @Test
    void who_dispatches_is_known_with_the_revision() {
        assertThat(history.must(new TaskCommand.BeginDispatching("s1")))
                .containsExactly(new TaskEvent.DispatchingBegun("s1"));
        assertThat(history.must(new TaskCommand.BeginDispatching("s1"))).hasSize(1);
        assertThat(history.view().dispatcher()).isEqualTo(new TaskView.Dispatcher("s1", 2));
    }
}
