package io.stargazer.core;

import io.stargazer.api.Command;
import io.stargazer.api.codec.Bytes;
import io.stargazer.api.task.AttemptEnd;
import io.stargazer.api.task.EndedAttempt;
import io.stargazer.api.task.TaskCommand;
import io.stargazer.api.task.TaskId;
import io.stargazer.api.task.TaskType;
import io.stargazer.api.workflow.OnFailure;
import io.stargazer.api.workflow.Plan;
import io.stargazer.api.workflow.Step;
import io.stargazer.api.workflow.WorkflowCommand;
import io.stargazer.api.workflow.WorkflowId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Seeded commands about few workflows of few shapes, and ends of the tasks that they have. */
public final class RandomWorkflows {

    private static final TaskType WEAVE = new TaskType("default", "weave");
    private static final List<String> STEPS = List.of("split", "count", "merge", "tidy");

    private final Random random;
    private long fence = 1L << 40; // greater than those of all other attempts

    public RandomWorkflows(Random random) {
        this.random = random;
    }

    public Command next() {
        return switch (below(24)) {
            case 0, 1, 2, 3 ->
                    new WorkflowCommand.StartWorkflow(
                            id(), "app:default/" + below(2), Bytes.utf8("[1,2]"), plan());
            case 4 -> new WorkflowCommand.CancelWorkflow(id(), "not wanted");
            case 5, 6, 7 -> new WorkflowCommand.RetryStep(id(), STEPS.get(below(4)));
            case 8 -> new WorkflowCommand.ForgetWorkflow(id());
            default -> new TaskCommand.EndAttempts(WEAVE, attempts());
        };
    }

    private Plan plan() {
        OnFailure tolerance = below(3) == 0 ? OnFailure.CONTINUE : OnFailure.FAIL;
        return new Plan(
                List.of(
                        Step.of("merge", "weave", "${count}"),
                        Step.of("count", "weave", "${item}")
                                .withForEach("split")
                                .withOnFailure(tolerance),
                        Step.of("split", "weave", "${input}"),
                        Step.of("tidy", "weave", "x").withAfter("merge")));
    }

    private List<EndedAttempt> attempts() {
        List<EndedAttempt> attempts = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            String key =
                    "workflow/%s/%s/%s/%s"
                            .formatted(id().id(), STEPS.get(below(4)), below(2), 1 + below(2));
            attempts.add(
                    new EndedAttempt(TaskId.ofKey(WEAVE, key), ++fence, "e-1", end(), List.of()));
        }
        return attempts;
    }

    private AttemptEnd end() {
        return switch (below(12)) {
            case 0 -> new AttemptEnd.Failed("oh", false);
            case 1 -> new AttemptEnd.Succeeded(Bytes.utf8("no array"));
            default -> new AttemptEnd.Succeeded(Bytes.utf8("[\"a\", {\"b\": 2}]"));
        };
    }

    private WorkflowId id() {
        return new WorkflowId("default", "w-" + below(4));
    }

    private int below(int bound) {
        return random.nextInt(bound);
    }
}
