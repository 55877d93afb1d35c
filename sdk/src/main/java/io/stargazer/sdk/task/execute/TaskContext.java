package io.stargazer.sdk.task.execute;

import io.stargazer.api.task.TaskId;
import io.stargazer.api.task.TaskType;
import io.stargazer.api.task.work.Assignment;
import io.stargazer.sdk.task.log.LogLines;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What a handler knows of the attempt it makes, and tells of it. Thread-safe; nothing here blocks.
 */
public final class TaskContext {

    private final Assignment assignment;
    private final LogLines log;
    private final Runnable noted;
    private volatile int perMille = -1;
    private volatile boolean isCancelled;

    TaskContext(Assignment assignment, LogLines log, Runnable noted) {
        this.assignment = assignment;
        this.log = log;
        this.noted = noted;
    }

    public TaskId id() {
        return assignment.request().id();
    }

    public TaskType type() {
        return assignment.type();
    }

    /** Which attempt this is, from 1. */
    public int attempt() {
        return assignment.attempt();
    }

    /**
     * A number that is greater for each later attempt at this task. What the handler writes to may
     * refuse a smaller one than it has seen: then an attempt that was given up cannot undo what a
     * later one did (TK-4).
     */
    public long fence() {
        return assignment.fence();
    }

    /** Who wants it done, as in {@code app:default/shop}. */
    public String submitter() {
        return assignment.submitter();
    }

    /** The idempotency key, empty without one. */
    public String key() {
        return assignment.request().key();
    }

    /** When it is too late; by the clock of who submitted it. */
    public Optional<Instant> deadline() {
        long deadlineMs = assignment.request().options().deadlineMs();
        return deadlineMs == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(deadlineMs));
    }

    /** How long this attempt may take; empty for as long as it likes. */
    public Optional<Duration> attemptTimeout() {
        long timeoutMs = assignment.request().options().attemptTimeoutMs();
        return timeoutMs == 0 ? Optional.empty() : Optional.of(Duration.ofMillis(timeoutMs));
    }

    /**
     * Tells how much is done.
     *
     * @param percent 0 to 100; what is beyond counts as that
     */
    public void progress(double percent) {
        perMille = Math.clamp(Math.round(percent * 10), 0, 1000);
        noted.run();
    }

    /** The same, with what is being done, as a line of the log. */
    public void progress(double percent, String text) {
        log.write(text);
        progress(percent);
    }

    /**
     * Writes to the log of the task. Of many lines the last are kept, and it says how many are
     * missing.
     */
    public void log(String text) {
        log.write(text);
        noted.run();
    }

    /**
     * Whether nobody wants this attempt any more: the task was cancelled, took too long, or was
     * given to another executor. The thread has been interrupted; its end will be refused.
     */
    public boolean isCancelled() {
        return isCancelled;
    }

    void cancelled() {
        isCancelled = true;
    }

    int perMille() {
        return perMille;
    }
}
