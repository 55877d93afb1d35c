package io.stargazer.api.workflow;

/** Where a workflow stands. */
public enum WorkflowStanding {
    RUNNING,
    SUCCEEDED,
    /** A step failed that must not. Its steps may be tried again. */
    FAILED,
    /** Somebody did not want it any more. Its steps may be tried again. */
    CANCELLED
}
