package io.stargazer.api.workflow;

/** What a step that failed means for its workflow. */
public enum OnFailure {
    /** The workflow fails; what still runs is cancelled. */
    FAIL,
    /** It goes on; {@code null} stands in place of the result. */
    CONTINUE
}
