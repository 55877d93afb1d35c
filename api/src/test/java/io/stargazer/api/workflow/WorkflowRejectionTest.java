package io.stargazer.api.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.api.Rejection;
import io.stargazer.api.Status;
import java.util.List;
import org.junit.jupiter.api.Test;

final class WorkflowRejectionTest {

    private static final WorkflowId ID = new WorkflowId("default", "nightly");
    private static final List<WorkflowRejection> ALL =
            List.of(
                    new WorkflowRejection.UnknownWorkflow(ID),
                    new WorkflowRejection.WorkflowTaken(ID),
                    new WorkflowRejection.StillRunning(ID),
                    new WorkflowRejection.StepNotFailed(ID, "count"),
                    new WorkflowRejection.TooManyWorkflows(10));

    @Test
    void each_refusal_is_a_sentence_of_its_own() {
        assertThat(ALL)
                .hasSameSizeAs(WorkflowRejection.class.getPermittedSubclasses())
                .allSatisfy(each -> {
                    assertThat(each.sentence()).contains("workflow").doesNotEndWith(".");
                    assertThat(each.code()).startsWith("workflow.");
                });
        assertThat(ALL).extracting(Rejection::code).doesNotHaveDuplicates();
        assertThat(ALL.subList(0, 4))
                .allSatisfy(each -> assertThat(each.sentence()).contains("default/nightly"));
    }

    @Test
    void only_when_there_are_too_many_it_is_worth_another_try() {
        assertThat(ALL)
                .filteredOn(each -> each.status().retry() == Status.Retry.SAFE)
                .containsExactly(ALL.getLast());
    }
}
