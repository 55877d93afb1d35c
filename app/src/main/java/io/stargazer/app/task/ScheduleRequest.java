package io.stargazer.app.task;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import io.stargazer.app.client.ApiClient;
import io.stargazer.app.command.DurationWord;
import io.stargazer.app.command.Shell;
import java.time.Duration;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What a schedule submits, and when. */
final class ScheduleRequest {

    @Option(names = "--type", paramLabel = "TYPE", required = true, descriptionKey = "task-type")
    String type = "";

    @Mixin TaskTerms terms = new TaskTerms();

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

    /**
     * As the server takes it.
     *
     * @throws Rejected when it is not said when, or more than once
     */
    ObjectNode body(Shell shell) {
        long timings = Stream.of(cron, every, between, at).filter(Objects::nonNull).count();
        if (timings != 1) {
            throw new Rejected(
                    Status.INVALID_ARGUMENT,
                    "cli.schedule-timing",
                    shell.messages().text("error.schedule-timing", timings));
        }
        ObjectNode body = ApiClient.newObject().put("type", type);
        TaskTerms.put(body, "cron", cron);
        TaskTerms.put(body, "zone", zone);
        TaskTerms.put(body, "atGap", atGap);
        TaskTerms.put(body, "atRepeat", atRepeat);
        TaskTerms.put(body, "at", at);
        TaskTerms.put(body, "misfire", misfire);
        TaskTerms.put(body, "overlap", overlap);
        TaskTerms.putMillis(body, "everyMillis", every);
        TaskTerms.putMillis(body, "delayMillis", between);
        terms.putInto(body);
        return body;
    }
}
