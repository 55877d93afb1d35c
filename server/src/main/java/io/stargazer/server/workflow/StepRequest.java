package io.stargazer.server.workflow;

import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import io.stargazer.api.task.RetryPolicy;
import io.stargazer.api.task.TaskOptions;
import io.stargazer.api.workflow.OnFailure;
import io.stargazer.api.workflow.Step;
import io.stargazer.api.workflow.Template;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A step as it is asked for over HTTP; all but name and type may be left out.
 *
 * @param payload a template, see {@link Template}; nothing when left out
 * @param priority 0 to 9, 5 when left out
 * @param attempts 1 to 100, 3 when left out
 * @param attemptTimeoutMs milliseconds, no limit when left out
 * @param onFailure {@code fail}, as when left out, or {@code continue}
 */
public record StepRequest(
        @Nullable String name,
        @Nullable String type,
        @Nullable String payload,
        @Nullable List<String> after,
        @Nullable String forEach,
        @Nullable Integer priority,
        @Nullable Integer attempts,
        @Nullable Long attemptTimeoutMs,
        @Nullable String onFailure) {

    Step step() {
        RetryPolicy usual = RetryPolicy.DEFAULT;
        RetryPolicy retry =
                attempts == null
                        ? usual
                        : new RetryPolicy(attempts, usual.firstPauseMs(), usual.longestPauseMs());
        TaskOptions options =
                TaskOptions.DEFAULT
                        .withPriority(priority == null ? TaskOptions.DEFAULT_PRIORITY : priority)
                        .withAttemptTimeout(attemptTimeoutMs == null ? 0 : attemptTimeoutMs)
                        .withRetry(retry);
        return new Step(
                given("name", name),
                given("type", type),
                new Template(payload == null ? "" : payload),
                after == null ? List.of() : after,
                forEach == null ? "" : forEach,
                options,
                reaction());
    }

    private OnFailure reaction() {
        return switch (onFailure) {
            case null -> OnFailure.FAIL;
            case "fail" -> OnFailure.FAIL;
            case "continue" -> OnFailure.CONTINUE;
            default ->
                    throw illegal("the field 'onFailure' of a step must be 'fail' or 'continue'");
        };
    }

    private static String given(String field, @Nullable String value) {
        if (value == null) {
            throw illegal("a step has no field '" + field + "'");
        }
        return value;
    }

    private static Rejected illegal(String sentence) {
        return new Rejected(Status.INVALID_ARGUMENT, "workflow.illegal-step", sentence);
    }
}
