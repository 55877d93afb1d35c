package io.stargazer.api.workflow;

/** Where a step of a workflow stands. */
public enum StepState {
    /** For steps that are not done. */
    WAITING,
    /** Its tasks are pending. */
    RUNNING,
    SUCCEEDED,
    /** One of its tasks failed for good, or its payload could not be made. */
    FAILED,
    /** Given up because the workflow ended without it. */
    CANCELLED
}
