package io.stargazer.core.task;

/**
 * How much is remembered, beyond the limits that people set. Frozen once shipped, as all that
 * {@code apply} does; others are for tests.
 *
 * @param types of a namespace
 * @param finished tasks of a namespace, the dead letters not counted
 * @param finishedBytes of their payloads, results and texts
 * @param deadLetters of a type: when there are more, the one that was submitted first joins the
 *     finished ones
 */
record TaskBounds(int types, int finished, long finishedBytes, int deadLetters) {

    /** For tasks that are in no log: only who asks soon is told how they ended. */
    static final TaskBounds FORGETFUL = new TaskBounds(1000, 10_000, 16L << 20, 0);

    static final TaskBounds SHIPPED = new TaskBounds(1000, 100_000, 256L << 20, 100_000);
}
