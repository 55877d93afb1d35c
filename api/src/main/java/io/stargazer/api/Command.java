package io.stargazer.api;

/**
 * A change that somebody asks for. Commands, not decisions, are logged: every server applies them
 * in the same order and comes to the same outcome. Each capability seals its own family of records;
 * a shipped record and what it does are frozen.
 */
public interface Command {}
