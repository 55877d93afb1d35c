package io.stargazer.api;

/**
 * The circumstances of a command, the same on every server. The only source of time, order and
 * identity that a state may use.
 *
 * @param revision the number of this command in the sequence of all commands, 1 for the first; the
 *     revision of everything it changes
 * @param timeMs milliseconds since 1970 by the clock of the server that proposed it; never less
 *     than in the command before
 * @param actor who asked, as in {@code user:admin}, {@code app:default/shop}, {@code server:s1}
 */
public record Stamp(long revision, long timeMs, String actor) {}
