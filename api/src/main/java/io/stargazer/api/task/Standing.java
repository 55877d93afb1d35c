package io.stargazer.api.task;

/** Where a task stands, as the log knows it (TK-2). */
public enum Standing {
    /** To be done. Whether it is queued, dispatched, running or waiting only the leader knows. */
    PENDING,
    /** Done; it has a result. */
    SUCCEEDED,
    /** It failed in a way that must not be repeated, or its deadline passed. */
    FAILED,
    /** Somebody did not want it any more. */
    CANCELLED,
    /** All of its attempts failed: it waits for a person to look at it. */
    DEAD;

    public boolean isFinal() {
        return this != PENDING;
    }
}
