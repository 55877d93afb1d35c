package io.stargazer.server.task.dispatch;

/** Something that is to be done at a time; in one {@link Agenda} at most. */
final class Alarm {

    static final int NOWHERE = -1;

    final Runnable action;

    /** Milliseconds since 1970; changed by the agenda alone. */
    long atMs;

    /** The place in the agenda's heap, {@link #NOWHERE} outside. */
    int place = NOWHERE;

    Alarm(Runnable action) {
        this.action = action;
    }

    boolean isSet() {
        return place != NOWHERE;
    }
}
