package io.stargazer.api.task;

import io.stargazer.api.Limits;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * When and how a task is to run.
 *
 * @param priority 0 to 9; among the tasks of one type, higher ones go first
 * @param notBeforeMs milliseconds since 1970, 0 for at once
 * @param deadlineMs when it is too late, milliseconds since 1970, 0 for never (TK-8)
 * @param attemptTimeoutMs how long one attempt may take, at most 30 days in milliseconds, 0 for as
 *     long as it likes
 * @param retry what to do when an attempt fails
 * @param labels at most 8 for people and searches, keys and values of at most 63 characters
 * @param group the job or workflow it is a part of, at most 63 characters, usually empty
 * @param executor the only one that may run it, at most 63 characters; empty for any
 */
public record TaskOptions(
        int priority,
        long notBeforeMs,
        long deadlineMs,
        long attemptTimeoutMs,
        RetryPolicy retry,
        SortedMap<String, String> labels,
        String group,
        String executor) {

    public static final int DEFAULT_PRIORITY = 5;

    private static final long MAX_TIMEOUT_MS = 30L * 24 * 3600 * 1000;

    /** At once, with the usual priority and retries, without a deadline. */
    public static final TaskOptions DEFAULT =
            new TaskOptions(
                    DEFAULT_PRIORITY,
                    0,
                    0,
                    0,
                    RetryPolicy.DEFAULT,
                    Collections.emptySortedMap(),
                    "",
                    "");

    public TaskOptions {
        Limits.range("priority", priority, 0, 9);
        Limits.range("earliest time in ms", notBeforeMs, 0, Long.MAX_VALUE);
        Limits.range("deadline in ms", deadlineMs, 0, Long.MAX_VALUE);
        Limits.range("timeout of an attempt in ms", attemptTimeoutMs, 0, MAX_TIMEOUT_MS);
        Limits.map("labels", labels, 8, 63);
        Limits.text("group", group, 63);
        Limits.text("executor", executor, 63);
        labels =
                labels.isEmpty()
                        ? Collections.emptySortedMap()
                        : Collections.unmodifiableSortedMap(new TreeMap<>(labels));
    }

    public TaskOptions withPriority(int newPriority) {
        return new TaskOptions(
                newPriority,
                notBeforeMs,
                deadlineMs,
                attemptTimeoutMs,
                retry,
                labels,
                group,
                executor);
    }

    public TaskOptions withNotBefore(long newNotBeforeMs) {
        return new TaskOptions(
                priority,
                newNotBeforeMs,
                deadlineMs,
                attemptTimeoutMs,
                retry,
                labels,
                group,
                executor);
    }

    public TaskOptions withDeadline(long newDeadlineMs) {
        return new TaskOptions(
                priority,
                notBeforeMs,
                newDeadlineMs,
                attemptTimeoutMs,
                retry,
                labels,
                group,
                executor);
    }

    public TaskOptions withAttemptTimeout(long newTimeoutMs) {
        return new TaskOptions(
                priority, notBeforeMs, deadlineMs, newTimeoutMs, retry, labels, group, executor);
    }

    public TaskOptions withRetry(RetryPolicy newRetry) {
        return new TaskOptions(
                priority,
                notBeforeMs,
                deadlineMs,
                attemptTimeoutMs,
                newRetry,
                labels,
                group,
                executor);
    }

    public TaskOptions withLabels(SortedMap<String, String> newLabels) {
        return new TaskOptions(
                priority,
                notBeforeMs,
                deadlineMs,
                attemptTimeoutMs,
                retry,
                newLabels,
                group,
                executor);
    }

    public TaskOptions withGroup(String newGroup) {
        return new TaskOptions(
                priority,
                notBeforeMs,
                deadlineMs,
                attemptTimeoutMs,
                retry,
                labels,
                newGroup,
                executor);
    }

    public TaskOptions withExecutor(String newExecutor) {
        return new TaskOptions(
                priority,
                notBeforeMs,
                deadlineMs,
                attemptTimeoutMs,
                retry,
                labels,
                group,
                newExecutor);
    }
}
