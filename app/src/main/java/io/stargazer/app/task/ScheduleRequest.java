package io.stargazer.app.task;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.stargazer.app.client.ApiClient;
import io.stargazer.app.command.DurationWord;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a schedule submits, and when. */
final class ScheduleRequest {

    @Option(names = "--type", paramLabel = "TYPE", required = true, descriptionKey = "task-type")
    String type = "";

    @Option(names = "--payload", paramLabel = "TEXT", descriptionKey = "task-payload")
    @Nullable String payload;

    @Option(names = "--cron", paramLabel = "EXPRESSION", descriptionKey = "schedule-cron")
    @Nullable String cron;

    @Option(names = "--zone", paramLabel = "ZONE", descriptionKey = "schedule-zone")
    @Nullable String zone;

    @Option(names = "--at-gap", paramLabel = "WHAT", descriptionKey = "schedule-at-gap")
    @Nullable String atGap;

    @Option(names = "--at-repeat", paramLabel = "WHAT", descriptionKey = "schedule-at-repeat")
    @Nullable String atRepeat;

    @Option(
            names = "--every",
            paramLabel = "DURATION",
            converter = DurationWord.class,
            descriptionKey = "schedule-every")
    @Nullable Duration every;

    @Option(
            names = "--pause-between",
            paramLabel = "DURATION",
            converter = DurationWord.class,
            descriptionKey = "schedule-pause-between")
    @Nullable Duration between;

    @Option(names = "--at", paramLabel = "TIME", descriptionKey = "schedule-at")
    @Nullable String at;

    @Option(names = "--misfire", paramLabel = "WHAT", descriptionKey = "schedule-misfire")
    @Nullable String misfire;

    @Option(names = "--overlap", paramLabel = "WHAT", descriptionKey = "schedule-overlap")
    @Nullable String overlap;

    @Option(
            names = "--deadline",
            paramLabel = "DURATION",
            converter = DurationWord.class,
            descriptionKey = "task-deadline")
    @Nullable Duration deadline;

    @Option(names = "--retries", paramLabel = "N", descriptionKey = "task-retries")
    @Nullable Integer retries;

    /** As the server takes it. */
    ObjectNode body() {
        ObjectNode body = ApiClient.newObject().put("type", type);
        put(body, "payload", payload);
        put(body, "cron", cron);
        put(body, "zone", zone);
        put(body, "atGap", atGap);
        put(body, "atRepeat", atRepeat);
        put(body, "at", at);
        put(body, "misfire", misfire);
        put(body, "overlap", overlap);
        putMillis(body, "everyMillis", every);
        putMillis(body, "delayMillis", between);
        putMillis(body, "deadlineMillis", deadline);
        if (retries != null) {
            body.put("attempts", Math.max(0, Math.min(retries, 1000)) + 1);
        }
        return body;
    }

    private static void put(ObjectNode body, String field, @Nullable String value) {
        if (value != null) {
            body.put(field, value);
        }
    }

    private static void putMillis(ObjectNode body, String field, @Nullable Duration value) {
        if (value != null) {
            body.put(field, value.toMillis());
        }
    }
}
