package io.stargazer.api.schedule;

/**
 * What becomes of times that passed while nobody could fire them: no server led, or with {@link
 * Overlap#QUEUE} the task before was not done. Who is less than {@value #TOLERANCE_MS} ms late is
 * fired in any case.
 */
public enum Misfire {
    /** They are passed over. */
    SKIP,
    /** The last of them is fired, the others are passed over. */
    ONCE,
    /** All are fired, one after the other. */
    ALL;

    /** How late a fire may be without being missed. */
    public static final long TOLERANCE_MS = 30_000;
}
