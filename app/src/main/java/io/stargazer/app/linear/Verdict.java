package io.stargazer.app.linear;

/** What the check of a history found. */
public sealed interface Verdict {

    /** There is an order that explains all of it. */
    record Linearizable() implements Verdict {}

    /**
     * There is none.
     *
     * @param key the register
     * @param story the offending part, for people, several lines
     */
    record Violated(String key, String story) implements Verdict {}

    /** The search would have taken more memory than it may. Says nothing about the history. */
    record Undecided(String key) implements Verdict {}
}
