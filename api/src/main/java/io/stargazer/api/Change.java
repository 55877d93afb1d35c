package io.stargazer.api;

/**
 * An event with its place in history.
 *
 * @param revision the revision of the command that caused it
 * @param timeMs when, milliseconds since 1970
 * @param event what happened
 */
public record Change(long revision, long timeMs, Event event) {}
