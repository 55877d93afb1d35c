package io.stargazer.sdk.task;

/**
 * How far a job is.
 *
 * @param parts how many there are, -1 while nobody knows
 * @param submitted how many were submitted
 * @param done how many have a result
 * @param failed how many ended without one, 0 or more: the first fails the job
 * @param twice how many were begun a second time because they took long
 */
public record JobProgress(int parts, int submitted, int done, int failed, int twice) {

    /** How many wait or run at this moment. */
    public int open() {
        return submitted - done - failed;
    }
}
