package io.stargazer.server.task.dispatch;

/**
 * An attempt that is over.
 *
 * @param number which one of its task, from 1
 * @param executor who had it
 * @param beganMs when it was dispatched, milliseconds since 1970
 * @param endedMs when its executor said that it ended, or the log said so without it
 * @param isReturned whether its executor said that it ended: then the time between is how long it
 *     took
 */
public record PastAttempt(
        int number, String executor, long beganMs, long endedMs, boolean isReturned) {}
