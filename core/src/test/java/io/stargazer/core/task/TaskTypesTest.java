package io.stargazer.core.task;

import static io.stargazer.core.task.TaskHistory.RESIZE;
import static io.stargazer.core.task.TaskHistory.ZIP;
import static io.stargazer.core.task.TaskHistory.id;
import static io.stargazer.core.task.TaskHistory.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.api.Outcome;
import io.stargazer.api.codec.Bytes;
import io.stargazer.api.task.AttemptEnd;
import io.stargazer.api.task.NewTask;
import io.stargazer.api.task.Standing;
import io.stargazer.api.task.TaskCommand.DropDeadLetters;
import io.stargazer.api.task.TaskCommand.ForgetType;
import io.stargazer.api.task.TaskCommand.PauseType;
import io.stargazer.api.task.TaskCommand.ResendTasks;
import io.stargazer.api.task.TaskCommand.ResumeType;
import io.stargazer.api.task.TaskCommand.SetTypeLimits;
import io.stargazer.api.task.TaskCommand.SubmitTasks;
import io.stargazer.api.task.TaskEvent;
import io.stargazer.api.task.TaskRejection;
import io.stargazer.api.task.TaskType;
import io.stargazer.api.task.TypeLimits;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** TK-5, TK-11: types of tasks are paused and limited. */
final class TaskTypesTest {

    private static final AttemptEnd DONE = new AttemptEnd.Succeeded(Bytes.EMPTY);

    private final TaskHistory history = new TaskHistory();

    @Test
    void a_type_is_paused_resumed_and_limited() {
        TypeLimits limits = new TypeLimits(1, 2, 3, 4);
        assertThat(history.must(new PauseType(RESIZE)))
                .containsExactly(new TaskEvent.TypeChanged(RESIZE, true, TypeLimits.DEFAULT));
        assertThat(history.must(new PauseType(RESIZE))).isEmpty();
        assertThat(history.must(new SetTypeLimits(RESIZE, limits)))
                .containsExactly(new TaskEvent.TypeChanged(RESIZE, true, limits));
        assertThat(history.must(new SetTypeLimits(RESIZE, limits))).isEmpty();
        assertThat(history.must(new ResumeType(RESIZE)))
                .containsExactly(new TaskEvent.TypeChanged(RESIZE, false, limits));
        assertThat(history.must(new ResumeType(ZIP))).isEmpty();
        assertThat(history.view().queue(ZIP)).isNull();
    }

    @Test
    void a_full_queue_takes_nothing_but_what_it_has() {
        history.must(new SetTypeLimits(RESIZE, new TypeLimits(0, 0, 2, 1000)));
        history.submit(1, 2);
        SubmitTasks more = new SubmitTasks(RESIZE, "user:eve", List.of(task(2), task(3)));
        assertThat(history.apply(more))
                .isEqualTo(Outcome.refused(new TaskRejection.QueueFull(RESIZE, 2, 2)));
        assertThat(
                        history.must(
                                new SubmitTasks(
                                        RESIZE, "user:eve", List.of(task(2), task(1), task(2)))))
                .isEmpty();
        history.die(1);
        history.submit(3);
        assertThat(history.apply(new ResendTasks(RESIZE, List.of(id(1)))))
                .isEqualTo(Outcome.refused(new TaskRejection.QueueFull(RESIZE, 2, 2)));
    }

    @Test
    void a_queue_does_not_grow_too_large() {
        history.must(new SetTypeLimits(RESIZE, new TypeLimits(0, 0, 9, 25)));
        history.submit(1, 2);
        assertThat(history.apply(new SubmitTasks(RESIZE, "user:eve", List.of(task(3)))))
                .isEqualTo(Outcome.refused(new TaskRejection.QueueTooLarge(RESIZE, 20, 25)));
        history.end(1, 5, DONE);
        history.submit(3);
    }

    @Test
    void a_refused_submission_leaves_no_type_behind() {
        NewTask large = NewTask.of(id(1), Bytes.of(new byte[1 << 20]));
        List<NewTask> tasks =
                IntStream.range(0, 1100)
                        .mapToObj(i -> new NewTask(id(i), large.payload(), "", large.options()))
                        .toList();
        assertThat(history.apply(new SubmitTasks(RESIZE, "user:eve", tasks)))
                .isInstanceOf(Outcome.Refused.class);
        assertThat(history.must(new SubmitTasks(RESIZE, "user:eve", List.of()))).isEmpty();
        assertThat(history.view()).isEqualTo(TaskView.EMPTY);
    }

    @Test
    void a_namespace_has_so_many_types() {
        history.submit(1);
        history.must(new PauseType(ZIP));
        TaskType third = new TaskType("default", "third");
        Outcome refusal = Outcome.refused(new TaskRejection.TooManyTypes(third, 2));
        assertThat(history.apply(new SubmitTasks(third, "user:eve", List.of(task(1)))))
                .isEqualTo(refusal);
        assertThat(history.apply(new PauseType(third))).isEqualTo(refusal);
        history.must(new PauseType(new TaskType("bank", "third")));
        history.must(new ForgetType(ZIP));
        history.must(new PauseType(third));
        assertThat(history.view().queuesIn("default"))
                .extracting(QueueView::type)
                .containsExactly(RESIZE, third);
    }

    @Test
    void a_type_in_use_is_not_forgotten() {
        history.submit(1, 2);
        history.die(1);
        assertThat(history.apply(new ForgetType(RESIZE)))
                .isEqualTo(Outcome.refused(new TaskRejection.TypeInUse(RESIZE, 1, 1)));
        history.end(2, 5, DONE);
        history.must(new DropDeadLetters(RESIZE, List.of(id(1))));
        assertThat(history.must(new ForgetType(RESIZE)))
                .containsExactly(new TaskEvent.TypeForgotten(RESIZE));
        assertThat(history.must(new ForgetType(RESIZE))).isEmpty();
        assertThat(history.standing(2)).isEqualTo(Standing.SUCCEEDED);
    }
}
