package io.stargazer.core.workflow;

import io.stargazer.api.workflow.StepState;

/**
 * How a step fares.
 *
 * @param state where it stands
 * @param round how often it was begun
 * @param tasks how many it has, 0 before it begins
 * @param succeeded how many of them are done
 * @param failed how many of them failed for good
 * @param error why it failed, empty otherwise
 */
public record StepRun(
        StepState state, int round, int tasks, int succeeded, int failed, String error) {

    static final StepRun WAITING = new StepRun(StepState.WAITING, 0, 0, 0, 0, "");

    StepRun in(StepState changed, String why) {
        return new StepRun(changed, round, tasks, succeeded, failed, why);
    }

    /** One of its tasks ended. */
    StepRun plus(Part.Outcome ended, String why) {
        boolean isSuccess = ended == Part.Outcome.SUCCEEDED;
        return new StepRun(
                state,
                round,
                tasks,
                succeeded + (isSuccess ? 1 : 0),
                failed + (isSuccess ? 0 : 1),
                isSuccess ? error : why);
    }

    /** Whether all of its tasks have ended. */
    public boolean isOver() {
        return succeeded + failed == tasks;
    }
}
