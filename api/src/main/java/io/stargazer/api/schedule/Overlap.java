package io.stargazer.api.schedule;

/** What a fire does while the task of the fire before is still pending, anywhere in the cluster. */
public enum Overlap {
    /** Nothing special: both are pending. */
    ALLOW,
    /** It is passed over. */
    SKIP,
    /** It waits until the other has ended; what is late by then is missed, see {@link Misfire}. */
    QUEUE,
    /** The other is cancelled. */
    CANCEL
}
