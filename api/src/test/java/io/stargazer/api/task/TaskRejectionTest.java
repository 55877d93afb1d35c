package io.stargazer.api.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.api.Rejection;
import io.stargazer.api.Status;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TaskRejectionTest {

    private static final TaskType RESIZE = new TaskType("default", "resize");
    private static final List<TaskRejection> ALL =
            List.of(
                    new TaskRejection.QueueFull(RESIZE, 9, 10),
                    new TaskRejection.QueueTooLarge(RESIZE, 9, 10),
                    new TaskRejection.TooManyTypes(RESIZE, 10),
                    new TaskRejection.TypeInUse(RESIZE, 9, 10));

    @Test
    void each_refusal_names_the_type_in_a_sentence() {
        assertThat(ALL)
                .hasSameSizeAs(TaskRejection.class.getPermittedSubclasses())
                .allSatisfy(each -> {
                    assertThat(each.sentence()).contains("default/resize").doesNotEndWith(".");
                    assertThat(each.code()).startsWith("task.");
                });
        assertThat(ALL).extracting(Rejection::code).doesNotHaveDuplicates();
    }

    @Test
    void a_full_queue_is_worth_another_try() {
        assertThat(ALL)
                .filteredOn(each -> each.status().retry() == Status.Retry.SAFE)
                .containsExactly(ALL.get(0), ALL.get(1));
    }
}
