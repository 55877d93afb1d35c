package io.stargazer.api.workflow;

import io.stargazer.api.Rejection;
import io.stargazer.api.Status;

/** Expected refusals of workflow commands. */
public sealed interface WorkflowRejection extends Rejection {

    record UnknownWorkflow(WorkflowId id) implements WorkflowRejection {}

    /** Another workflow has this id. */
    record WorkflowTaken(WorkflowId id) implements WorkflowRejection {}

    record TooManyWorkflows(int most) implements WorkflowRejection {}

    record StillRunning(WorkflowId id) implements WorkflowRejection {}

    /** There is no such step, or there is nothing to do again about it. */
    record StepNotFailed(WorkflowId id, String step) implements WorkflowRejection {}

    @Override
    default Status status() {
        return switch (this) {
            case UnknownWorkflow r -> Status.NOT_FOUND;
            case WorkflowTaken r -> Status.CONFLICT;
            case TooManyWorkflows r -> Status.OVERLOADED;
            case StillRunning r -> Status.CONFLICT;
            case StepNotFailed r -> Status.CONFLICT;
        };
    }

    @Override
    default String code() {
        return switch (this) {
            case UnknownWorkflow r -> "workflow.unknown";
            case WorkflowTaken r -> "workflow.taken";
            case TooManyWorkflows r -> "workflow.too-many";
            case StillRunning r -> "workflow.still-running";
            case StepNotFailed r -> "workflow.step-not-failed";
        };
    }

    @Override
    default String sentence() {
        return switch (this) {
            case UnknownWorkflow(var id) -> "there is no workflow " + id;
            case WorkflowTaken(var id) ->
                    "there is another workflow %s with other steps or another input".formatted(id);
            case TooManyWorkflows(var most) ->
                    "%s workflows are running, as many as may be: try again when some are done"
                            .formatted(most);
            case StillRunning(var id) -> "the workflow %s is still running".formatted(id);
            case StepNotFailed(var id, var step) ->
                    "the workflow %s has no step '%s' that failed or was given up"
                            .formatted(id, step);
        };
    }
}
