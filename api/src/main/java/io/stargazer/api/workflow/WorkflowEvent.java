package io.stargazer.api.workflow;

import io.stargazer.api.Event;
import io.stargazer.api.codec.Tag;

/** Facts about workflows. What becomes of the tasks of their steps is told as of all tasks. */
public sealed interface WorkflowEvent extends Event {

    WorkflowId id();

    /** Started, or taken up again at a step. */
    @Tag(1)
    record WorkflowRuns(WorkflowId id, String submitter) implements WorkflowEvent {}

    /**
     * A step began or ended.
     *
     * @param tasks how many it has
     * @param error why it failed, empty otherwise
     */
    @Tag(2)
    record StepChanged(WorkflowId id, String step, StepState state, int tasks, String error)
            implements WorkflowEvent {}

    @Tag(3)
    record WorkflowEnded(WorkflowId id, WorkflowStanding standing, String error)
            implements WorkflowEvent {}

    /** Not remembered any more. */
    @Tag(4)
    record WorkflowForgotten(WorkflowId id) implements WorkflowEvent {}
}
