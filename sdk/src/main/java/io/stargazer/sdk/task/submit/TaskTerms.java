package io.stargazer.sdk.task.submit;

import io.stargazer.api.Limits;
import io.stargazer.api.codec.Bytes;
import io.stargazer.api.task.NewTask;
import io.stargazer.api.task.RetryPolicy;
import io.stargazer.api.task.TaskId;
import io.stargazer.api.task.TaskOptions;
import io.stargazer.api.task.TaskType;
import io.stargazer.api.task.work.Submission.Late;
import java.time.Duration;
import java.time.Instant;
import java.util.SortedMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * When and how a task is to be done, and how long to try to have it accepted.
 *
 * @param options priority, retries, time of an attempt, labels and so on
 * @param key the idempotency key: under the same one a task is done once, however often it is
 *     submitted; at most 255 characters, empty for none (TK-2)
 * @param delay how long after the submission it may begin; zero for at once
 * @param late what to do when it will probably miss its deadline (TK-8)
 * @param cheaperType what it becomes under {@link Late#DEGRADE}: the name of a type of this
 *     application's namespace; empty otherwise
 * @param patience how long to try until a server has accepted it
 * @param isEphemeral whether it is kept in the memory of the leader alone: it costs no write to a
 *     disk, and is lost with the leader. Who waits for its end submits it again then, and it may be
 *     done twice; who does not never hears of it (TK-6)
 */
public record TaskTerms(
        TaskOptions options,
        String key,
        Duration delay,
        Late late,
        String cheaperType,
        Duration patience,
        boolean isEphemeral) {

    /** At once, usual priority and retries, no deadline; tried for 30 seconds. */
    public static final TaskTerms DEFAULT =
            new TaskTerms(
                    TaskOptions.DEFAULT,
                    "",
                    Duration.ZERO,
                    Late.ACCEPT,
                    "",
                    Duration.ofSeconds(30),
                    false);

    public TaskTerms {
        Limits.text("key", key, 255);
        Limits.range("delay in ms", delay.toMillis(), 0, Long.MAX_VALUE);
        Limits.range("patience in ms", patience.toMillis(), 1, Long.MAX_VALUE);
    }

    public TaskTerms withOptions(TaskOptions changed) {
        return new TaskTerms(changed, key, delay, late, cheaperType, patience, isEphemeral);
    }

    public TaskTerms withKey(String changed) {
        return new TaskTerms(options, changed, delay, late, cheaperType, patience, isEphemeral);
    }

    public TaskTerms withDelay(Duration changed) {
        return new TaskTerms(options, key, changed, late, cheaperType, patience, isEphemeral);
    }

    public TaskTerms withPatience(Duration changed) {
        return new TaskTerms(options, key, delay, late, cheaperType, changed, isEphemeral);
    }

    /** Not durable: see {@link #isEphemeral}. */
    public TaskTerms ephemeral() {
        return new TaskTerms(options, key, delay, late, cheaperType, patience, true);
    }

    /**
     * Higher ones go first among the tasks of a type.
     *
     * @param priority 0 to 9, usually 5
     */
    public TaskTerms withPriority(int priority) {
        return withOptions(options.withPriority(priority));
    }

    public TaskTerms withRetry(RetryPolicy retry) {
        return withOptions(options.withRetry(retry));
    }

    /**
     * After so long an attempt is given up, and another may begin.
     *
     * @param timeout at most 30 days; zero for never
     */
    public TaskTerms withAttemptTimeout(Duration timeout) {
        return withOptions(options.withAttemptTimeout(timeout.toMillis()));
    }

    public TaskTerms withLabels(SortedMap<String, String> labels) {
        return withOptions(options.withLabels(labels));
    }

    /** Too late after this moment; taken all the same when that is probable. */
    public TaskTerms withDeadline(Instant deadline) {
        return withDeadline(deadline, Late.ACCEPT);
    }

    /** Too late after this moment; taken when that is probable, or not taken. */
    public TaskTerms withDeadline(Instant deadline, Late policy) {
        TaskOptions changed = options.withDeadline(deadline.toEpochMilli());
        return new TaskTerms(changed, key, delay, policy, "", patience, isEphemeral);
    }

    /** When it will probably be too late, something cheaper is done instead. */
    public TaskTerms withDeadlineOrElse(Instant deadline, String cheaper) {
        TaskOptions changed = options.withDeadline(deadline.toEpochMilli());
        return new TaskTerms(changed, key, delay, Late.DEGRADE, cheaper, patience, isEphemeral);
    }

    /**
     * For one executor alone, and under a key of its own if there is one.
     *
     * @param executor its name; while it is away the task waits for it, so a deadline is in order
     */
    public TaskTerms withExecutor(String executor) {
        TaskTerms bound = withOptions(options.withExecutor(executor));
        return key.isEmpty() ? bound : bound.withKey(key + "/" + executor);
    }

    /** The task itself, submitted now. */
    NewTask task(TaskType type, Bytes payload) {
        long nowMs = System.currentTimeMillis();
        TaskId id =
                key.isEmpty()
                        ? TaskId.create(nowMs, ThreadLocalRandom.current())
                        : TaskId.ofKey(type, key);
        TaskOptions when =
                delay.isZero() ? options : options.withNotBefore(nowMs + delay.toMillis());
        return new NewTask(id, payload, key, when);
    }
}
