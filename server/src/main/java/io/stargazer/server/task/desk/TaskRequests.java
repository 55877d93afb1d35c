package io.stargazer.server.task.desk;

import io.stargazer.api.Limits;
import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import io.stargazer.api.codec.Bytes;
import io.stargazer.api.task.NewTask;
import io.stargazer.api.task.RetryPolicy;
import io.stargazer.api.task.TaskId;
import io.stargazer.api.task.TaskOptions;
import io.stargazer.api.task.TaskType;
import io.stargazer.api.task.TypeLimits;
import io.stargazer.api.task.work.Receipt;
import io.stargazer.api.task.work.Submission;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** What is asked about tasks over HTTP, as JSON has it; what is left out is as usual. */
public final class TaskRequests {

    private static final long MAX_SPAN_MS = 10L * 365 * 24 * 3600 * 1000;

    private TaskRequests() {}

    /**
     * A task to be submitted.
     *
     * @param payload as text, or else {@code payloadBase64}
     * @param delayMillis how long from now it is not to begin
     * @param deadlineMillis how long from now it is too late
     * @param onLate {@code accept}, {@code reject} or {@code degrade} to the type {@code cheaper}
     * @param attempts how often it is tried at most
     */
    public record NewTaskRequest(
            @Nullable String namespace,
            String type,
            @Nullable String payload,
            @Nullable String payloadBase64,
            @Nullable String key,
            @Nullable String id,
            @Nullable Integer priority,
            @Nullable Long delayMillis,
            @Nullable Long deadlineMillis,
            @Nullable String onLate,
            @Nullable String cheaper,
            @Nullable Integer attempts,
            @Nullable Integer firstPauseMillis,
            @Nullable Integer longestPauseMillis,
            @Nullable Long timeoutMillis,
            @Nullable Map<String, String> labels,
            @Nullable String group,
            @Nullable String executor) {

        TaskType taskType() {
            return new TaskType(namespace == null ? "default" : namespace, type);
        }

        /** As it is submitted. */
        Submission submission(long nowMs, RandomGenerator random) {
            TaskType taskType = taskType();
            if (key != null && id != null) {
                throw illegal("a task has a key or an id, not both: the key makes the id");
            }
            TaskId fresh = id == null ? TaskId.create(nowMs, random) : TaskId.parse(id);
            String keyText = key == null ? "" : key;
            NewTask task =
                    new NewTask(
                            TaskActs.idOf(taskType, keyText, fresh),
                            bytes(),
                            keyText,
                            options(nowMs));
            Submission.Late late = late();
            if (late == Submission.Late.DEGRADE && cheaper == null) {
                throw illegal("to degrade, name the type 'cheaper' that a late task becomes");
            }
            return TaskActs.alone(taskType, task, late, cheaper == null ? "" : cheaper);
        }

        /** The same for each of these executors, and for nobody else. */
        Submission broadcast(List<String> executors, long nowMs, RandomGenerator random) {
            if (id != null || executor != null) {
                throw illegal("what each executor is to do has neither an id nor an executor");
            }
            Submission one = submission(nowMs, random);
            List<NewTask> tasks = new ArrayList<>();
            for (String name : executors) {
                String own = key == null ? "" : key + "/" + name;
                TaskId fresh = TaskId.create(nowMs, random);
                TaskOptions options = one.tasks().getFirst().options().withExecutor(name);
                tasks.add(
                        new NewTask(TaskActs.idOf(one.type(), own, fresh), bytes(), own, options));
            }
            return new Submission(one.type(), tasks, one.late(), one.cheaperType(), false);
        }

        private Bytes bytes() {
            if (payload != null && payloadBase64 != null) {
                throw illegal("a task has a payload or a payloadBase64, not both");
            }
            if (payloadBase64 == null) {
                return payload == null
                        ? Bytes.EMPTY
                        : Bytes.of(payload.getBytes(StandardCharsets.UTF_8));
            }
            try {
                return Bytes.of(Base64.getDecoder().decode(payloadBase64));
            } catch (IllegalArgumentException e) {
                throw illegal("the payloadBase64 is not base 64");
            }
        }

        private TaskOptions options(long nowMs) {
            return new TaskOptions(
                    priority == null ? TaskOptions.DEFAULT_PRIORITY : priority,
                    fromNow("delay in ms", delayMillis, nowMs, 0),
                    fromNow("deadline in ms", deadlineMillis, nowMs, 1),
                    timeoutMillis == null ? 0 : timeoutMillis,
                    retry(),
                    labels == null ? new TreeMap<>() : new TreeMap<>(labels),
                    group == null ? "" : group,
                    executor == null ? "" : executor);
        }

        private static long fromNow(String what, @Nullable Long span, long nowMs, long least) {
            return span == null ? 0 : nowMs + Limits.range(what, span, least, MAX_SPAN_MS);
        }

        private RetryPolicy retry() {
            RetryPolicy usual = RetryPolicy.DEFAULT;
            int longest = longestPauseMillis == null ? usual.longestPauseMs() : longestPauseMillis;
            return new RetryPolicy(
                    attempts == null ? usual.attempts() : attempts,
                    firstPauseMillis == null
                            ? Math.min(usual.firstPauseMs(), longest)
                            : firstPauseMillis,
                    longest);
        }

        private Submission.Late late() {
            String word = onLate == null ? "accept" : onLate;
            for (Submission.Late late : Submission.Late.values()) {
                if (late.name().toLowerCase(Locale.ROOT).equals(word)) {
                    return late;
                }
            }
            throw illegal(
                    "'%s' is not what to do with a late task: accept, reject or degrade it"
                            .formatted(Limits.shown(word)));
        }
    }

    /** A receipt, as {@link io.stargazer.api.task.work.Receipt}. */
    public record TaskReceipt(
            String id,
            String namespace,
            String type,
            String verdict,
            @Nullable TaskPrediction prediction) {}

    /** What each executor is to do; empty when no executor has the type. */
    public record TaskBroadcast(List<BroadcastReceipt> items) {

        static TaskBroadcast of(List<String> executors, List<Receipt> receipts) {
            List<BroadcastReceipt> items = new ArrayList<>();
            for (int i = 0; i < receipts.size(); i++) {
                Receipt one = receipts.get(i);
                String id = one.id().toString();
                items.add(new BroadcastReceipt(executors.get(i), id, word(one.verdict())));
            }
            return new TaskBroadcast(items);
        }
    }

    /** The task of one executor, as {@link TaskReceipt}. */
    public record BroadcastReceipt(String executor, String id, String verdict) {}

    /** When it will be done, as far as one can say. */
    public record TaskPrediction(double onTimePercent, String p50At, String p99At) {}

    static String word(Receipt.Verdict verdict) {
        return verdict.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public record TaskCancel(@Nullable String reason) {}

    /**
     * Which tasks of a type to do something with.
     *
     * @param contains only those with this text in their error, key, submitter, executor, labels or
     *     group; absent for all
     */
    public record TasksOfType(@Nullable String contains, @Nullable String reason) {

        String text() {
            return contains == null ? "" : contains;
        }
    }

    /** How many it was done to. */
    public record TasksDone(int tasks) {}

    /** What to change of the limits of a type; the others stay. */
    public record TaskLimits(
            @Nullable Integer ratePerSecond,
            @Nullable Integer atOnce,
            @Nullable Integer mostPending,
            @Nullable Long mostPendingBytes) {

        TypeLimits over(TypeLimits now) {
            return new TypeLimits(
                    ratePerSecond == null ? now.ratePerSecond() : ratePerSecond,
                    atOnce == null ? now.atOnce() : atOnce,
                    mostPending == null ? now.mostPending() : mostPending,
                    mostPendingBytes == null ? now.mostPendingBytes() : mostPendingBytes);
        }
    }

    private static Rejected illegal(String sentence) {
        return new Rejected(Status.INVALID_ARGUMENT, "task.illegal", sentence);
    }
}
