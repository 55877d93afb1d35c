package io.stargazer.server.task.desk;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.stargazer.api.codec.Bytes;
import io.stargazer.api.task.Course;
import io.stargazer.api.task.Task;
import io.stargazer.api.task.TaskOptions;
import io.stargazer.server.task.desk.TaskStatus.RunningAttempt;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Tasks and types as JSON has them. Times are ISO 8601 in UTC, absent where there is none. */
public final class TaskItems {

    private TaskItems() {}

    public record TaskTypeList(List<TaskTypeItem> items) {}

    public record TaskTypeItem(
            String namespace,
            String name,
            String state,
            int pending,
            int queued,
            int running,
            int waiting,
            int ephemeral,
            int deadLetters,
            double oldestSeconds,
            double submittedPerSecond,
            double endedPerSecond,
            double failedPerSecond,
            TaskTypeCounts counts,
            TaskTypeLimits limits,
            List<TaskExecutor> executors) {}

    public record TaskTypeCounts(
            long submitted, long succeeded, long failed, long cancelled, long dead) {}

    public record TaskTypeLimits(
            int ratePerSecond, int atOnce, int mostPending, long mostPendingBytes) {}

    public record TaskExecutor(
            String name,
            int credit,
            int outstanding,
            @JsonProperty("draining") boolean isDraining) {}

    /** A page of tasks; {@code next} is the parameter {@code after} of the next one. */
    public record TaskList(List<TaskItem> items, String next) {}

    public record TaskItem(
            String id,
            String namespace,
            String type,
            String state,
            String submitter,
            String submittedAt,
            int priority,
            int attempts,
            String executor,
            String error,
            String key,
            @Nullable String endedAt,
            @Nullable Double percent) {}

    public record TaskDetail(
            TaskItem task,
            TaskText payload,
            TaskText result,
            @Nullable String readyAt,
            @Nullable String deadline,
            long timeoutMillis,
            TaskRetries retries,
            SortedMap<String, String> labels,
            String group,
            String onlyExecutor,
            List<TaskAttempt> running,
            List<String> log,
            List<TaskMoment> timeline) {}

    /** Bytes: as text where they are UTF-8, else in base 64. */
    public record TaskText(int bytes, @Nullable String text, @Nullable String base64) {}

    public record TaskRetries(int attempts, int firstPauseMillis, int longestPauseMillis) {}

    public record TaskAttempt(int number, long fence, String executor, String beganAt) {}

    /** Something that happened to a task; {@code what} is one of the words of TaskTimeline. */
    public record TaskMoment(String at, String what, int attempt, String executor, String note) {}

    static TaskTypeItem of(TypeStatus type) {
        var counts = type.queue().counts();
        var limits = type.queue().settings().limits();
        return new TaskTypeItem(
                type.type().namespace(),
                type.type().name(),
                type.queue().settings().isPaused() ? "paused" : "running",
                type.pending(),
                type.load().ready(),
                type.load().running(),
                type.waiting(),
                type.ephemeral(),
                type.deadLetters(),
                type.oldestMs() / 1000.0,
                type.pace().submitted(),
                type.pace().ended(),
                type.pace().failed(),
                new TaskTypeCounts(
                        counts.submitted(),
                        counts.succeeded(),
                        counts.failed(),
                        counts.cancelled(),
                        counts.dead()),
                new TaskTypeLimits(
                        limits.ratePerSecond(),
                        limits.atOnce(),
                        limits.mostPending(),
                        limits.mostPendingBytes()),
                type.executors().stream()
                        .map(executor ->
                                new TaskExecutor(
                                        executor.name(),
                                        executor.credit(),
                                        executor.outstanding(),
                                        executor.isDraining()))
                        .toList());
    }

    static TaskItem of(TaskStatus status) {
        Task task = status.task();
        Course course = task.course();
        var said = status.said();
        return new TaskItem(
                task.id().toString(),
                task.type().namespace(),
                task.type().name(),
                status.phase().word(),
                task.submitter(),
                time(task.submittedMs()),
                task.options().priority(),
                status.attempts(),
                status.executor(),
                course.error(),
                task.request().key(),
                task.standing().isFinal() ? time(course.changedMs()) : null,
                said == null || said.perMille() < 0 ? null : said.perMille() / 10.0);
    }

    static TaskDetail detail(TaskStatus status) {
        Task task = status.task();
        TaskOptions options = task.options();
        var retry = options.retry();
        long readyMs = task.readyMs();
        return new TaskDetail(
                of(status),
                text(task.request().payload()),
                text(task.course().result()),
                readyMs == 0 ? null : time(readyMs),
                options.deadlineMs() == 0 ? null : time(options.deadlineMs()),
                options.attemptTimeoutMs(),
                new TaskRetries(retry.attempts(), retry.firstPauseMs(), retry.longestPauseMs()),
                options.labels(),
                options.group(),
                options.executor(),
                status.running().stream().map(TaskItems::of).toList(),
                status.log(),
                TaskTimeline.of(status).stream()
                        .map(moment ->
                                new TaskMoment(
                                        time(moment.atMs()),
                                        moment.what().word(),
                                        moment.attempt(),
                                        moment.executor(),
                                        moment.note()))
                        .toList());
    }

    private static TaskAttempt of(RunningAttempt attempt) {
        return new TaskAttempt(
                attempt.number(), attempt.fence(), attempt.executor(), time(attempt.beganMs()));
    }

    static TaskText text(Bytes bytes) {
        byte[] value = bytes.toArray();
        try {
            String text =
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(value)).toString();
            return new TaskText(value.length, text, null);
        } catch (CharacterCodingException notText) {
            return new TaskText(value.length, null, Base64.getEncoder().encodeToString(value));
        }
    }

    static String time(long epochMs) {
        return Instant.ofEpochMilli(epochMs).toString();
    }
}
