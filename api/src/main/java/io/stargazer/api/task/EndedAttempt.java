package io.stargazer.api.task;

import io.stargazer.api.Limits;
import java.util.List;

/**
 * An attempt that ended.
 *
 * @param id of the task
 * @param fence that the attempt was dispatched with: the revision of the leader's state then
 * @param executor who had it, at most 63 characters; empty when nobody had
 * @param end how it ended
 * @param log the last lines that it wrote, at most {@value #MAX_LINES} of at most {@value
 *     #MAX_LINE_CHARS} characters
 */
public record EndedAttempt(
        TaskId id, long fence, String executor, AttemptEnd end, List<String> log) {

    public static final int MAX_LINES = 50;
    public static final int MAX_LINE_CHARS = 500;

    public EndedAttempt {
        Limits.range("fence", fence, 0, Long.MAX_VALUE);
        Limits.text("executor", executor, 63);
        Limits.list("log", log, MAX_LINES, MAX_LINE_CHARS);
        log = List.copyOf(log);
    }
}
