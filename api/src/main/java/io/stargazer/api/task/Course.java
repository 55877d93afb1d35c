package io.stargazer.api.task;

import io.stargazer.api.codec.Bytes;
import java.util.List;

/**
 * How a task has fared so far.
 *
 * @param standing where it stands
 * @param attemptsEnded how many attempts have ended, since it was submitted or sent again
 * @param fence of the last attempt that ended, 0 before the first: an attempt counts only with a
 *     greater one
 * @param changedMs when the last attempt ended or it was cancelled, milliseconds since 1970, 0
 *     before
 * @param executor who had the last attempt, empty before the first
 * @param error why the last attempt failed, or why it was cancelled; empty otherwise
 * @param result what a success brought
 * @param log the last lines that the last attempt wrote
 */
public record Course(
        Standing standing,
        int attemptsEnded,
        long fence,
        long changedMs,
        String executor,
        String error,
        Bytes result,
        List<String> log) {

    /** Of a task of which no attempt has ended. */
    public static final Course NEW =
            new Course(Standing.PENDING, 0, 0, 0, "", "", Bytes.EMPTY, List.of());

    public Course {
        log = List.copyOf(log);
    }
}
