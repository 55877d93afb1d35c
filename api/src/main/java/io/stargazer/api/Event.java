package io.stargazer.api;

/** A fact: what a command changed. Watchers, the console and the ledger see these. */
public interface Event {}
