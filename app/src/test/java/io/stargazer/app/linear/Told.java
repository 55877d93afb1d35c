package io.stargazer.app.linear;

import io.stargazer.app.linear.Operation.Kind;
import io.stargazer.app.linear.Operation.Outcome;

/** A history as a test tells it: who did what from when to when. */
final class Told {

    static final long INITIAL = 0;
    private static final int MOST = 100_000;

    private final History history = new History();

    Told write(int client, long value, long fromNs, long toNs) {
        return add(client, Kind.WRITE, value, fromNs, toNs, Outcome.DONE);
    }

    Told lostWrite(int client, long value, long fromNs, long toNs) {
        return add(client, Kind.WRITE, value, fromNs, toNs, Outcome.UNKNOWN);
    }

    Told refusedWrite(int client, long value, long fromNs, long toNs) {
        return add(client, Kind.WRITE, value, fromNs, toNs, Outcome.NOT_DONE);
    }

    Told read(int client, long value, long fromNs, long toNs) {
        return add(client, Kind.READ, value, fromNs, toNs, Outcome.DONE);
    }

    Told add(int client, Kind kind, long value, long fromNs, long toNs, Outcome outcome) {
        history.add(new Operation(client, "r", kind, value, fromNs, toNs, outcome));
        return this;
    }

    History history() {
        return history;
    }

    Verdict verdict() {
        return new Linearizability(INITIAL, MOST).check(history);
    }
}
