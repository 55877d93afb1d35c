package io.stargazer.core.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.stargazer.api.Outcome;
import io.stargazer.api.Stamp;
import io.stargazer.api.codec.Bytes;
import io.stargazer.api.task.AttemptEnd;
import io.stargazer.api.task.NewTask;
import io.stargazer.api.task.Task;
import io.stargazer.api.task.TaskCommand;
import io.stargazer.api.task.TaskId;
import io.stargazer.api.task.TaskType;
import io.stargazer.api.task.TypeLimits;
import io.stargazer.api.workflow.OnFailure;
import io.stargazer.api.workflow.Plan;
import io.stargazer.api.workflow.Step;
import io.stargazer.api.workflow.StepState;
import io.stargazer.api.workflow.WorkflowCommand;
import io.stargazer.api.workflow.WorkflowCommand.CancelWorkflow;
import io.stargazer.api.workflow.WorkflowCommand.ForgetWorkflow;
import io.stargazer.api.workflow.WorkflowCommand.RetryStep;
import io.stargazer.api.workflow.WorkflowEvent;
import io.stargazer.api.workflow.WorkflowId;
import io.stargazer.api.workflow.WorkflowRejection;
import io.stargazer.api.workflow.WorkflowStanding;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Workflows over real tasks. */
final class WorkflowStateTest {

    private static final Step SPLIT = Step.of("split", "split", "${input}");
    private static final Step COUNT =
            Step.of("count", "count", "{\"of\": ${item}}").withForEach("split");
    private static final Step MERGE = Step.of("merge", "merge", "{\"all\": ${count}}");

    private final Loom loom = new Loom();

    @Test
    void a_step_begins_when_what_it_waits_for_is_done_and_gets_its_result() {
        loom.start(SPLIT, Step.of("print", "print", "<${split}|${input}>"));
        assertThat(loom.pending("split")).containsExactly("{\"day\": 1}");
        assertThat(loom.pending("print")).isEmpty();

        loom.succeed("split", "any text");
        assertThat(loom.pending("print")).containsExactly("<any text|{\"day\": 1}>");
        assertThat(loom.run().standing()).isEqualTo(WorkflowStanding.RUNNING);

        loom.succeed("print", "");
        assertThat(loom.run().standing()).isEqualTo(WorkflowStanding.SUCCEEDED);
        assertThat(loom.history.view().workflows().awaited().isEmpty()).isTrue();
    }

    @Test
    void a_list_is_fanned_out_and_its_results_are_fanned_in_in_order() {
        loom.start(SPLIT, COUNT, MERGE);
        loom.succeed("split", "[\"a\", {\"b\": 1}, 3]");
        assertThat(loom.pending("count"))
                .containsExactly("{\"of\": \"a\"}", "{\"of\": {\"b\": 1}}", "{\"of\": 3}");

        Task second = loom.tasks("count").get(1);
        loom.end(second, new AttemptEnd.Succeeded(Bytes.utf8("22")));
        loom.succeed("count", "11");
        assertThat(loom.pending("merge")).isEmpty();
        loom.succeed("count", "33");
        assertThat(loom.pending("merge")).containsExactly("{\"all\": [11,22,33]}");
    }

    @Test
    void nothing_to_fan_out_is_nothing_to_wait_for() {
        loom.start(SPLIT, COUNT, MERGE);
        loom.succeed("split", "[]");

        assertThat(loom.step("count").state()).isEqualTo(StepState.SUCCEEDED);
        assertThat(loom.pending("merge")).containsExactly("{\"all\": []}");
    }

    @Test
    void a_result_that_is_no_array_fails_the_fan_out() {
        loom.start(SPLIT, COUNT, MERGE);
        loom.succeed("split", "oh");

        assertThat(loom.run().standing()).isEqualTo(WorkflowStanding.FAILED);
        assertThat(loom.run().ending().error())
                .isEqualTo("count: the result of 'split' is no JSON array");
    }

    @Test
    void tasks_belong_to_the_workflow_and_its_submitter() {
        loom.start(SPLIT.withOptions(SPLIT.options().withPriority(8)));

        Task task = loom.tasks("split").getFirst();
        assertThat(task.options().group()).isEqualTo("nightly");
        assertThat(task.options().priority()).isEqualTo(8);
        assertThat(task.submitter()).isEqualTo("app:default/shop");
        assertThat(task.request().key()).isEqualTo("workflow/nightly/split/0/1");
    }

    @Test
    void a_step_that_fails_ends_the_workflow_and_cancels_what_is_pending() {
        loom.start(SPLIT, COUNT, MERGE, Step.of("aside", "aside", ""));
        loom.succeed("split", "[1,2,3]");
        var events = loom.fail("count", "no disk");

        assertThat(loom.pending("count")).isEmpty();
        assertThat(loom.pending("aside")).isEmpty();
        assertThat(loom.step("count").state()).isEqualTo(StepState.FAILED);
        assertThat(loom.step("aside").state()).isEqualTo(StepState.CANCELLED);
        assertThat(loom.step("merge").state()).isEqualTo(StepState.WAITING);
        assertThat(events)
                .contains(
                        new WorkflowEvent.WorkflowEnded(
                                Loom.ID, WorkflowStanding.FAILED, "count: no disk"));
    }

    @Test
    void a_failure_that_is_tolerated_leaves_null_in_its_place() {
        loom.start(SPLIT, COUNT.withOnFailure(OnFailure.CONTINUE), MERGE);
        loom.succeed("split", "[1,2,3]");
        loom.succeed("count", "1");
        loom.fail("count", "no disk");
        loom.succeed("count", "3");

        assertThat(loom.pending("merge")).containsExactly("{\"all\": [1,null,3]}");
        loom.succeed("merge", "");
        assertThat(loom.run().standing()).isEqualTo(WorkflowStanding.SUCCEEDED);
    }

    @Test
    void a_failed_branch_is_tried_again_without_what_is_done() {
        loom.start(SPLIT, COUNT, MERGE, Step.of("aside", "aside", ""));
        loom.succeed("split", "[1,2,3]");
        loom.succeed("count", "11");
        loom.fail("count", "no disk");
        assertThat(loom.apply(new RetryStep(Loom.ID, "count"))).isInstanceOf(Outcome.Applied.class);

        assertThat(loom.pending("split")).isEmpty();
        assertThat(loom.pending("count")).containsExactly("{\"of\": 2}", "{\"of\": 3}");
        assertThat(loom.pending("aside")).hasSize(1);
        loom.succeed("count", "22");
        loom.succeed("count", "33");
        assertThat(loom.pending("merge")).containsExactly("{\"all\": [11,22,33]}");
        loom.succeed("merge", "");
        loom.succeed("aside", "");
        assertThat(loom.run().standing()).isEqualTo(WorkflowStanding.SUCCEEDED);
    }

    @Test
    void only_what_failed_or_was_given_up_is_tried_again() {
        loom.start(SPLIT, MERGE.withAfter("split"), COUNT);
        assertRefused(new RetryStep(Loom.ID, "split"), new WorkflowRejection.StillRunning(Loom.ID));
        loom.succeed("split", "[1]");
        loom.fail("count", "oh");
        assertRefused(
                new RetryStep(Loom.ID, "split"),
                new WorkflowRejection.StepNotFailed(Loom.ID, "split"));
        assertRefused(
                new RetryStep(Loom.ID, "nowhere"),
                new WorkflowRejection.StepNotFailed(Loom.ID, "nowhere"));
    }

    @Test
    void a_cancelled_workflow_has_no_pending_tasks_and_can_be_taken_up() {
        loom.start(SPLIT, COUNT);
        loom.apply(new CancelWorkflow(Loom.ID, "not today"));
        assertThat(loom.pending("split")).isEmpty();
        assertThat(loom.run().standing()).isEqualTo(WorkflowStanding.CANCELLED);
        assertThat(loom.run().ending().error()).isEqualTo("not today");

        loom.apply(new RetryStep(Loom.ID, "split"));
        assertThat(loom.pending("split")).hasSize(1);
    }

    @Test
    void a_task_that_a_person_cancels_has_failed() {
        loom.start(SPLIT);
        Task task = loom.tasks("split").getFirst();
        loom.history.must(new TaskCommand.CancelTasks(task.type(), List.of(task.id()), "too long"));

        assertThat(loom.run().standing()).isEqualTo(WorkflowStanding.FAILED);
        assertThat(loom.run().ending().error()).startsWith("split: ").contains("too long");
    }

    @Test
    void the_same_start_again_changes_nothing_and_another_is_refused() {
        loom.start(SPLIT);

        assertThat(loom.start(SPLIT)).isEmpty();
        assertThat(loom.pending("split")).hasSize(1);
        assertRefused(Loom.startOf("another", SPLIT), new WorkflowRejection.WorkflowTaken(Loom.ID));
    }

    @Test
    void a_full_queue_fails_the_step_with_its_sentence() {
        TaskType type = new TaskType("default", "count");
        loom.history.must(new TaskCommand.SetTypeLimits(type, new TypeLimits(0, 0, 2, 1000)));
        loom.start(SPLIT, COUNT, MERGE);
        loom.succeed("split", "[1,2,3]");

        assertThat(loom.pending("count")).isEmpty();
        assertThat(loom.run().ending().error()).contains("tasks of default/count are pending");
    }

    @Test
    void a_task_that_somebody_else_submitted_is_not_taken_for_its_own() {
        TaskType type = new TaskType("default", "split");
        NewTask stranger = NewTask.ofKey(type, "workflow/nightly/split/0/1", Bytes.EMPTY);
        loom.history.must(new TaskCommand.SubmitTasks(type, "app:default/x", List.of(stranger)));
        loom.start(SPLIT);

        assertThat(loom.run().standing()).isEqualTo(WorkflowStanding.FAILED);
        assertThat(loom.run().ending().error()).contains("another task has the id");
    }

    @Test
    void a_payload_that_would_be_too_large_fails_its_step() {
        loom.start(SPLIT, Step.of("big", "big", "${split}".repeat(5)));
        loom.succeed("split", "x".repeat(300_000));

        assertThat(loom.run().ending().error())
                .isEqualTo("big: a payload would be larger than 1 MiB");
    }

    @Test
    void results_that_are_too_large_in_all_fail_their_step() {
        loom.start(SPLIT, COUNT);
        loom.succeed("split", "[" + "1,".repeat(35) + "1]");
        String large = "x".repeat(1 << 20);
        for (int i = 0; i < 32 && loom.run().isRunning(); i++) {
            loom.succeed("count", large);
        }

        assertThat(loom.run().ending().error()).contains("too large in all");
    }

    @Test
    void an_ended_workflow_can_be_forgotten_and_a_running_one_not() {
        loom.start(SPLIT);
        assertRefused(new ForgetWorkflow(Loom.ID), new WorkflowRejection.StillRunning(Loom.ID));
        loom.succeed("split", "[]");
        loom.apply(new ForgetWorkflow(Loom.ID));

        assertThat(loom.history.view().workflows().run(Loom.ID)).isNull();
        assertThat(loom.history.view().workflows().endedBytes()).isZero();
        assertThat(loom.apply(new ForgetWorkflow(Loom.ID))).isEqualTo(Outcome.applied());
    }

    @Test
    void unknown_workflows_are_refused() {
        WorkflowId nobody = new WorkflowId("default", "nobody");
        assertRefused(
                new CancelWorkflow(nobody, ""), new WorkflowRejection.UnknownWorkflow(nobody));
        assertRefused(new RetryStep(nobody, "a"), new WorkflowRejection.UnknownWorkflow(nobody));
    }

    @Test
    void the_ones_that_ended_first_are_forgotten_when_there_are_too_many() {
        WorkflowState state = new WorkflowState(new WorkflowState.Bounds(2, 3, 1000));
        for (int i = 1; i <= 5; i++) {
            WorkflowId id = new WorkflowId("default", "w-" + i);
            var start =
                    new WorkflowCommand.StartWorkflow(
                            id, "", Bytes.EMPTY, new Plan(List.of(SPLIT)));
            var stamp = new Stamp(i, i, "user:admin");
            state.apply(stamp, start).orThrow();
            state.apply(stamp, new CancelWorkflow(id, "")).orThrow();
        }

        assertThat(state.view().runsIn("default"))
                .extracting(run -> run.id().id())
                .containsExactly("w-3", "w-4", "w-5");
    }

    @Test
    void no_more_run_at_a_time_than_may() {
        WorkflowState state = new WorkflowState(new WorkflowState.Bounds(1, 3, 1000));
        var stamp = new Stamp(1, 1, "user:admin");
        state.apply(stamp, Loom.startOf("", SPLIT)).orThrow();
        var second =
                new WorkflowCommand.StartWorkflow(
                        new WorkflowId("default", "other"),
                        "",
                        Bytes.EMPTY,
                        new Plan(List.of(SPLIT)));

        assertThat(state.apply(stamp, second))
                .isEqualTo(Outcome.refused(new WorkflowRejection.TooManyWorkflows(1)));
    }

    @Test
    void the_id_of_a_task_tells_step_part_and_round() {
        loom.start(SPLIT);
        assertThat(loom.tasks("split").getFirst().id())
                .isEqualTo(
                        TaskId.ofKey(
                                new TaskType("default", "split"), "workflow/nightly/split/0/1"));
        loom.fail("split", "oh");
        loom.apply(new RetryStep(Loom.ID, "split"));
        assertThat(loom.tasks("split").getFirst().request().key()).endsWith("/split/0/2");
    }

    private void assertRefused(WorkflowCommand command, WorkflowRejection why) {
        assertThat(loom.apply(command)).isEqualTo(Outcome.refused(why));
    }
}
