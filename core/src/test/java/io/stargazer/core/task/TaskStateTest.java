package io.stargazer.core.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.api.Event;
import io.stargazer.api.Outcome;
import io.stargazer.api.Stamp;
import io.stargazer.api.codec.Bytes;
import io.stargazer.api.task.AttemptEnd;
import io.stargazer.api.task.EndedAttempt;
import io.stargazer.api.task.NewTask;
import io.stargazer.api.task.RetryPolicy;
import io.stargazer.api.task.Standing;
import io.stargazer.api.task.Task;
import io.stargazer.api.task.TaskCommand;
import io.stargazer.api.task.TaskCommand.CancelTasks;
import io.stargazer.api.task.TaskCommand.DropDeadLetters;
import io.stargazer.api.task.TaskCommand.EndAttempts;
import io.stargazer.api.task.TaskCommand.ForgetTasks;
import io.stargazer.api.task.TaskCommand.ForgetType;
import io.stargazer.api.task.TaskCommand.PauseType;
import io.stargazer.api.task.TaskCommand.ResendTasks;
import io.stargazer.api.task.TaskCommand.ResumeType;
import io.stargazer.api.task.TaskCommand.SetTypeLimits;
import io.stargazer.api.task.TaskCommand.SubmitTasks;
import io.stargazer.api.task.TaskEvent;
import io.stargazer.api.task.TaskEvent.AttemptsFailed;
import io.stargazer.api.task.TaskEvent.AttemptsRefused;
import io.stargazer.api.task.TaskEvent.Refusal;
import io.stargazer.api.task.TaskEvent.TasksFinished;
import io.stargazer.api.task.TaskId;
import io.stargazer.api.task.TaskOptions;
import io.stargazer.api.task.TaskRejection;
import io.stargazer.api.task.TaskType;
import io.stargazer.api.task.TypeLimits;
import io.stargazer.core.Table;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** TK-2 to TK-5: what the log decides about tasks. */
final class TaskStateTest {

    private static final TaskType RESIZE = new TaskType("default", "resize");
    private static final TaskType ZIP = new TaskType("default", "zip");
    private static final AttemptEnd DONE = new AttemptEnd.Succeeded(Bytes.of((byte) 7));
    private static final AttemptEnd OH = new AttemptEnd.Failed("oh", true);

    private final TaskState state = new TaskState(new TaskBounds(2, 4, 1000, 2));
    private long revision;

    @Test
    void what_is_accepted_is_pending() {
        Task first = submit(1).getFirst();
        assertThat(first.standing()).isEqualTo(Standing.PENDING);
        assertThat(first.submitter()).isEqualTo("app:default/shop");
        assertThat(first.sequence()).isEqualTo(1);
        assertThat(first.submittedMs()).isEqualTo(1000);
        assertThat(submit(2).getFirst().sequence()).isEqualTo(2);
        assertThat(state.view().task(RESIZE, id(1))).isSameAs(first);
        assertThat(queue().pending().size()).isEqualTo(2);
        assertThat(queue().pendingBytes()).isEqualTo(20);
        assertThat(state.view().pending()).isEqualTo(2);
    }

    @Test
    void submitting_again_changes_nothing_while_the_task_is_remembered() {
        submit(1, 2, 3, 1);
        assertThat(queue().pending().size()).isEqualTo(3);
        end(1, 5, DONE);
        die(2);
        assertThat(must(new SubmitTasks(RESIZE, "user:eve", List.of(task(1), task(2), task(3)))))
                .isEmpty();
        assertThat(queue().counts().submitted()).isEqualTo(3);
        assertThat(standing(1)).isEqualTo(Standing.SUCCEEDED);
    }

    @Test
    void the_same_id_of_another_type_is_another_task() {
        submit(1);
        must(new SubmitTasks(ZIP, "user:eve", List.of(task(1))));
        assertThat(state.view().pending()).isEqualTo(2);
        end(1, 5, DONE);
        assertThat(state.view().task(ZIP, id(1)))
                .extracting(Task::standing)
                .isEqualTo(Standing.PENDING);
    }

    @Test
    void a_success_ends_a_task_and_keeps_its_result() {
        submit(1);
        TasksFinished finished = (TasksFinished) end(1, 5, DONE).getFirst();
        Task task = finished.tasks().getFirst();
        assertThat(task.standing()).isEqualTo(Standing.SUCCEEDED);
        assertThat(task.course().result()).isEqualTo(Bytes.of((byte) 7));
        assertThat(task.course().changedMs()).isEqualTo(revision * 1000);
        assertThat(task.course().executor()).isEqualTo("e-1");
        assertThat(task.course().log()).containsExactly("a line");
        assertThat(task.course().attemptsEnded()).isEqualTo(1);
        assertThat(queue().pending().isEmpty()).isTrue();
        assertThat(queue().pendingBytes()).isZero();
        assertThat(state.view().finishedIn("default").latest(Long.MAX_VALUE, 9))
                .containsExactly(task);
    }

    @Test
    void an_attempt_counts_only_with_a_later_fence() {
        submit(1);
        assertThat(end(1, 5, OH).getFirst()).isInstanceOf(AttemptsFailed.class);
        for (long late : new long[] {0, 4, 5}) {
            assertThat(end(1, late, DONE)).containsExactly(refused(1, late, Refusal.FENCED));
        }
        end(1, 6, DONE);
        assertThat(end(1, 7, DONE)).containsExactly(refused(1, 7, Refusal.FINISHED));
        assertThat(end(9, 7, DONE)).containsExactly(refused(9, 7, Refusal.UNKNOWN_TASK));
        assertThat(standing(1)).isEqualTo(Standing.SUCCEEDED);
    }

    @Test
    void of_two_attempts_in_one_command_the_first_wins() {
        submit(1);
        List<Event> events =
                must(new EndAttempts(RESIZE, List.of(attempt(1, 5, DONE), attempt(1, 6, OH))));
        assertThat(events).hasSize(2);
        assertThat(events.getLast()).isEqualTo(refused(1, 6, Refusal.FINISHED));
        assertThat(standing(1)).isEqualTo(Standing.SUCCEEDED);
    }

    @Test
    void a_task_is_tried_as_often_as_it_may_be_and_is_then_a_dead_letter() {
        submit(1);
        AttemptsFailed failed = (AttemptsFailed) end(1, 5, OH).getFirst();
        assertThat(failed.tasks().getFirst().readyMs()).isGreaterThan(revision * 1000);
        assertThat(failed.tasks().getFirst().course().error()).isEqualTo("oh");
        end(1, 6, new AttemptEnd.TimedOut());
        assertThat(standing(1)).isEqualTo(Standing.PENDING);
        end(1, 7, new AttemptEnd.Lost());
        assertThat(standing(1)).isEqualTo(Standing.DEAD);
        assertThat(queue().deadLetters().size()).isEqualTo(1);
        assertThat(state.view().finishedIn("default").size()).isZero();
        assertThat(end(1, 8, DONE)).containsExactly(refused(1, 8, Refusal.FINISHED));
        assertThat(queue().counts()).isEqualTo(new TaskCounts(1, 0, 0, 0, 1));
    }

    @Test
    void what_must_not_be_repeated_and_what_is_too_late_has_failed() {
        submit(1, 2);
        end(1, 5, new AttemptEnd.Failed("the input is bad", false));
        assertThat(standing(1)).isEqualTo(Standing.FAILED);
        EndedAttempt never =
                new EndedAttempt(id(2), 5, "", new AttemptEnd.DeadlineMissed(), List.of());
        must(new EndAttempts(RESIZE, List.of(never)));
        assertThat(standing(2)).isEqualTo(Standing.FAILED);
        assertThat(known(2).course().attemptsEnded()).isZero();
        assertThat(known(2).course().error()).isEqualTo("its deadline passed");
    }

    @Test
    void pending_tasks_are_cancelled_and_others_are_not() {
        submit(1, 2);
        end(2, 5, DONE);
        CancelTasks cancel = new CancelTasks(RESIZE, List.of(id(1), id(2), id(3)), "not wanted");
        assertThat(must(cancel)).hasSize(1);
        assertThat(standing(1)).isEqualTo(Standing.CANCELLED);
        assertThat(known(1).course().error()).isEqualTo("not wanted");
        assertThat(standing(2)).isEqualTo(Standing.SUCCEEDED);
        assertThat(must(cancel)).isEmpty();
        assertThat(end(1, 6, DONE)).containsExactly(refused(1, 6, Refusal.FINISHED));
        assertThat(must(new CancelTasks(ZIP, List.of(id(1)), ""))).isEmpty();
    }

    @Test
    void dead_letters_and_failed_tasks_are_sent_again_with_all_attempts_and_no_deadline() {
        TaskOptions late = TaskOptions.DEFAULT.withDeadline(1).withRetry(RetryPolicy.NEVER);
        must(new SubmitTasks(RESIZE, "user:eve", List.of(task(1).withOptions(late), task(2))));
        end(1, 5, OH);
        end(2, 6, new AttemptEnd.Failed("bad", false));
        submit(3);
        assertThat(must(new ResendTasks(RESIZE, List.of(id(1), id(2), id(3), id(4)))))
                .singleElement()
                .isInstanceOfSatisfying(
                        TaskEvent.TasksResent.class,
                        resent -> assertThat(resent.tasks()).hasSize(2));
        assertThat(queue().deadLetters().isEmpty()).isTrue();
        assertThat(state.view().finishedIn("default").size()).isZero();
        assertThat(known(1).course().attemptsEnded()).isZero();
        assertThat(known(1).options().deadlineMs()).isZero();
        assertThat(known(1).sequence()).isGreaterThan(known(3).sequence());
        assertThat(end(1, 5, DONE)).containsExactly(refused(1, 5, Refusal.FENCED));
        end(1, 7, DONE);
        assertThat(standing(1)).isEqualTo(Standing.SUCCEEDED);
        assertThat(must(new ResendTasks(RESIZE, List.of(id(1))))).isEmpty();
    }

    @Test
    void dead_letters_over_the_bound_join_the_finished_the_first_submitted_first() {
        submit(1, 2, 3);
        die(3);
        die(1);
        die(2);
        assertThat(queue().deadLetters())
                .extracting(Table.Entry::key)
                .containsExactly(id(2), id(3));
        assertThat(standing(1)).isEqualTo(Standing.DEAD);
        must(new ResendTasks(RESIZE, List.of(id(1))));
        assertThat(standing(1)).isEqualTo(Standing.PENDING);
    }

    @Test
    void dead_letters_are_dropped() {
        submit(1, 2);
        die(1);
        DropDeadLetters drop = new DropDeadLetters(RESIZE, List.of(id(1), id(2)));
        assertThat(must(drop))
                .containsExactly(new TaskEvent.DeadLettersDropped(RESIZE, List.of(id(1))));
        assertThat(state.view().task(RESIZE, id(1))).isNull();
        assertThat(must(drop)).isEmpty();
        assertThat(must(new DropDeadLetters(ZIP, List.of(id(1))))).isEmpty();
    }

    @Test
    void the_oldest_finished_tasks_are_forgotten_when_there_are_too_many() {
        submit(1, 2, 3, 4, 5);
        for (int i = 5; i >= 1; i--) {
            end(i, 5, DONE);
        }
        assertThat(latest()).containsExactly(id(1), id(2), id(3), id(4));
        assertThat(end(5, 9, DONE)).containsExactly(refused(5, 9, Refusal.UNKNOWN_TASK));
    }

    @Test
    void the_oldest_finished_tasks_are_forgotten_when_they_are_too_large() {
        submit(1, 2, 3);
        end(1, 5, new AttemptEnd.Succeeded(Bytes.of(new byte[600])));
        end(2, 5, new AttemptEnd.Succeeded(Bytes.of(new byte[300])));
        assertThat(latest()).containsExactly(id(2), id(1));
        end(3, 5, new AttemptEnd.Succeeded(Bytes.of(new byte[200])));
        assertThat(latest()).containsExactly(id(3), id(2));
        assertThat(state.view().finishedIn("default").bytes()).isEqualTo(300 + 200 + 2 * 16);
    }

    @Test
    void finished_tasks_are_forgotten_by_age() {
        submit(1, 2);
        end(1, 5, DONE); // revision 2
        end(2, 5, DONE); // revision 3
        assertThat(must(new ForgetTasks("default", 2000))).isEmpty();
        assertThat(must(new ForgetTasks("bank", 9000))).isEmpty();
        assertThat(must(new ForgetTasks("default", 3000)))
                .containsExactly(new TaskEvent.TasksForgotten("default", 1));
        assertThat(latest()).containsExactly(id(2));
    }

    @Test
    void a_type_is_paused_resumed_and_limited() {
        TypeLimits limits = new TypeLimits(1, 2, 3, 4);
        assertThat(must(new PauseType(RESIZE)))
                .containsExactly(new TaskEvent.TypeChanged(RESIZE, true, TypeLimits.DEFAULT));
        assertThat(must(new PauseType(RESIZE))).isEmpty();
        assertThat(must(new SetTypeLimits(RESIZE, limits)))
                .containsExactly(new TaskEvent.TypeChanged(RESIZE, true, limits));
        assertThat(must(new SetTypeLimits(RESIZE, limits))).isEmpty();
        assertThat(must(new ResumeType(RESIZE)))
                .containsExactly(new TaskEvent.TypeChanged(RESIZE, false, limits));
        assertThat(must(new ResumeType(ZIP))).isEmpty();
        assertThat(state.view().queue(ZIP)).isNull();
    }

    @Test
    void a_full_queue_takes_nothing_but_what_it_has() {
        must(new SetTypeLimits(RESIZE, new TypeLimits(0, 0, 2, 1000)));
        submit(1, 2);
        SubmitTasks more = new SubmitTasks(RESIZE, "user:eve", List.of(task(2), task(3)));
        assertThat(apply(more))
                .isEqualTo(Outcome.refused(new TaskRejection.QueueFull(RESIZE, 2, 2)));
        assertThat(must(new SubmitTasks(RESIZE, "user:eve", List.of(task(2), task(1), task(2)))))
                .isEmpty();
        die(1);
        submit(3);
        assertThat(apply(new ResendTasks(RESIZE, List.of(id(1)))))
                .isEqualTo(Outcome.refused(new TaskRejection.QueueFull(RESIZE, 2, 2)));
    }

    @Test
    void a_queue_does_not_grow_too_large() {
        must(new SetTypeLimits(RESIZE, new TypeLimits(0, 0, 9, 25)));
        submit(1, 2);
        assertThat(apply(new SubmitTasks(RESIZE, "user:eve", List.of(task(3)))))
                .isEqualTo(Outcome.refused(new TaskRejection.QueueTooLarge(RESIZE, 20, 25)));
        end(1, 5, DONE);
        submit(3);
    }

    @Test
    void a_refused_submission_leaves_no_type_behind() {
        NewTask large = NewTask.of(id(1), Bytes.of(new byte[1 << 20]));
        List<NewTask> tasks =
                IntStream.range(0, 1100)
                        .mapToObj(i -> new NewTask(id(i), large.payload(), "", large.options()))
                        .toList();
        assertThat(apply(new SubmitTasks(RESIZE, "user:eve", tasks)))
                .isInstanceOf(Outcome.Refused.class);
        assertThat(must(new SubmitTasks(RESIZE, "user:eve", List.of()))).isEmpty();
        assertThat(state.view()).isEqualTo(TaskView.EMPTY);
    }

    @Test
    void a_namespace_has_so_many_types() {
        submit(1);
        must(new PauseType(ZIP));
        TaskType third = new TaskType("default", "third");
        Outcome refusal = Outcome.refused(new TaskRejection.TooManyTypes(third, 2));
        assertThat(apply(new SubmitTasks(third, "user:eve", List.of(task(1))))).isEqualTo(refusal);
        assertThat(apply(new PauseType(third))).isEqualTo(refusal);
        must(new PauseType(new TaskType("bank", "third")));
        must(new ForgetType(ZIP));
        must(new PauseType(third));
        assertThat(state.view().queuesIn("default"))
                .extracting(QueueView::type)
                .containsExactly(RESIZE, third);
    }

    @Test
    void a_type_in_use_is_not_forgotten() {
        submit(1, 2);
        die(1);
        assertThat(apply(new ForgetType(RESIZE)))
                .isEqualTo(Outcome.refused(new TaskRejection.TypeInUse(RESIZE, 1, 1)));
        end(2, 5, DONE);
        must(new DropDeadLetters(RESIZE, List.of(id(1))));
        assertThat(must(new ForgetType(RESIZE)))
                .containsExactly(new TaskEvent.TypeForgotten(RESIZE));
        assertThat(must(new ForgetType(RESIZE))).isEmpty();
        assertThat(standing(2)).isEqualTo(Standing.SUCCEEDED);
    }

    @Test
    void who_dispatches_is_known_with_the_revision() {
        assertThat(must(new TaskCommand.BeginDispatching("s1")))
                .containsExactly(new TaskEvent.DispatchingBegun("s1"));
        assertThat(must(new TaskCommand.BeginDispatching("s1"))).hasSize(1);
        assertThat(state.view().dispatcher()).isEqualTo(new TaskView.Dispatcher("s1", 2));
    }

    private Outcome apply(TaskCommand command) {
        revision++;
        return state.apply(new Stamp(revision, revision * 1000, "server:s1"), command);
    }

    private List<Event> must(TaskCommand command) {
        return apply(command).orThrow();
    }

    private List<Task> submit(int... numbers) {
        List<NewTask> tasks = Arrays.stream(numbers).mapToObj(TaskStateTest::task).toList();
        List<Event> events = must(new SubmitTasks(RESIZE, "app:default/shop", tasks));
        return ((TaskEvent.TasksSubmitted) events.getFirst()).tasks();
    }

    private List<Event> end(int number, long fence, AttemptEnd end) {
        return must(new EndAttempts(RESIZE, List.of(attempt(number, fence, end))));
    }

    private void die(int number) {
        for (long fence = 100; fence < 103; fence++) {
            end(number, fence, OH);
        }
    }

    private static EndedAttempt attempt(int number, long fence, AttemptEnd end) {
        return new EndedAttempt(id(number), fence, "e-1", end, List.of("a line"));
    }

    private static AttemptsRefused refused(int number, long fence, Refusal why) {
        return new AttemptsRefused(
                RESIZE, List.of(new TaskEvent.RefusedAttempt(id(number), fence, why)));
    }

    private QueueView queue() {
        return Objects.requireNonNull(state.view().queue(RESIZE));
    }

    private Task known(int number) {
        return Objects.requireNonNull(state.view().task(RESIZE, id(number)));
    }

    private Standing standing(int number) {
        return known(number).standing();
    }

    private List<TaskId> latest() {
        return state.view().finishedIn("default").latest(Long.MAX_VALUE, 9).stream()
                .map(Task::id)
                .toList();
    }

    private static NewTask task(int number) {
        return NewTask.of(id(number), Bytes.of(new byte[10]));
    }

    private static TaskId id(int number) {
        return new TaskId(1, number);
    }
}
