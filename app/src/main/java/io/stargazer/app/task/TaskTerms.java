package io.stargazer.app.task;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.stargazer.app.command.DurationWord;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What is said of a task, whether it is submitted now or by a schedule. */
final class TaskTerms {

    @Option(names = "--payload", paramLabel = "TEXT", descriptionKey = "task-payload")
    @Nullable String payload;

    @Option(names = "--priority", paramLabel = "0-9", descriptionKey = "task-priority")
    @Nullable Integer priority;

    @Option(
            names = "--deadline",
            paramLabel = "DURATION",
            converter = DurationWord.class,
            descriptionKey = "task-deadline")
    @Nullable Duration deadline;

    @Option(names = "--retries", paramLabel = "N", descriptionKey = "task-retries")
    @Nullable Integer retries;

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            converter = DurationWord.class,
            descriptionKey = "task-timeout")
    @Nullable Duration timeout;

    @Option(names = "--label", paramLabel = "NAME=VALUE", descriptionKey = "task-label")
    @Nullable Map<String, String> labels;

    /** As the server takes it; what was not said is left out. */
    void putInto(ObjectNode body) {
        put(body, "payload", payload);
        putMillis(body, "deadlineMillis", deadline);
        putMillis(body, "timeoutMillis", timeout);
        if (priority != null) {
            body.put("priority", priority);
        }
        if (retries != null) {
            body.put("attempts", Math.max(0, Math.min(retries, 1000)) + 1);
        }
        if (labels != null) {
            ObjectNode given = body.putObject("labels");
            labels.forEach(given::put);
        }
    }

    static void put(ObjectNode body, String field, @Nullable String value) {
        if (value != null) {
            body.put(field, value);
        }
    }

    static void putMillis(ObjectNode body, String field, @Nullable Duration value) {
        if (value != null) {
            body.put(field, value.toMillis());
        }
    }
}
