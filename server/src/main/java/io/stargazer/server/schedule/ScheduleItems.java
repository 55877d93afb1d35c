package io.stargazer.server.schedule;

import io.stargazer.api.Limits;
import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import io.stargazer.api.codec.Bytes;
import io.stargazer.api.schedule.CronExpression;
import io.stargazer.api.schedule.FireTimes;
import io.stargazer.api.schedule.Misfire;
import io.stargazer.api.schedule.Overlap;
import io.stargazer.api.schedule.PlannedSchedule;
import io.stargazer.api.schedule.Schedule;
import io.stargazer.api.schedule.ScheduleName;
import io.stargazer.api.schedule.ScheduledTask;
import io.stargazer.api.schedule.Timing;
import io.stargazer.api.schedule.Timing.AtGap;
import io.stargazer.api.schedule.Timing.AtRepeat;
import io.stargazer.api.task.RetryPolicy;
import io.stargazer.api.task.TaskOptions;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Schedules as JSON has them. */
public final class ScheduleItems {

    private ScheduleItems() {}

    public record ScheduleList(List<ScheduleItem> items) {}

    public record ScheduleItem(
            String namespace,
            String name,
            String type,
            String state,
            String timing,
            String zone,
            String misfire,
            String overlap,
            String by,
            long fired,
            long skipped,
            @Nullable String nextAt,
            @Nullable ScheduleFire last) {}

    public record ScheduleFire(String fireAt, String at, String task) {}

    public record ScheduleDetail(
            ScheduleItem schedule, String payload, int payloadBytes, List<String> next) {}

    /**
     * A schedule to be made. Exactly one of {@code cron}, {@code everyMillis}, {@code delayMillis}
     * and {@code at} says when; what is left out is as usual.
     *
     * @param atGap {@code run-at-end} or {@code skip}; usually the former
     * @param atRepeat {@code once} or {@code twice}; usually once, but twice where the hour of the
     *     expression is any
     * @param from a time on the grid of {@code everyMillis}
     */
    public record ScheduleRequest(
            String type,
            @Nullable String payload,
            @Nullable String cron,
            @Nullable String zone,
            @Nullable String atGap,
            @Nullable String atRepeat,
            @Nullable Long everyMillis,
            @Nullable String from,
            @Nullable Long delayMillis,
            @Nullable String at,
            @Nullable String misfire,
            @Nullable String overlap,
            @Nullable Integer priority,
            @Nullable Integer attempts,
            @Nullable Long timeoutMillis,
            @Nullable Long deadlineMillis,
            @Nullable Map<String, String> labels) {

        Schedule schedule(ScheduleName name) {
            TaskOptions options =
                    TaskOptions.DEFAULT
                            .withPriority(
                                    priority == null ? TaskOptions.DEFAULT_PRIORITY : priority)
                            .withAttemptTimeout(timeoutMillis == null ? 0 : timeoutMillis)
                            .withRetry(retry())
                            .withLabels(labels == null ? new TreeMap<>() : new TreeMap<>(labels));
            ScheduledTask task =
                    new ScheduledTask(
                            type,
                            payload == null
                                    ? Bytes.EMPTY
                                    : Bytes.of(payload.getBytes(StandardCharsets.UTF_8)),
                            options,
                            deadlineMillis == null ? 0 : deadlineMillis);
            return new Schedule(
                    name,
                    task,
                    timing(),
                    choice("misfire", misfire, Misfire.ONCE, Misfire.values()),
                    choice("overlap", overlap, Overlap.ALLOW, Overlap.values()));
        }

        private RetryPolicy retry() {
            RetryPolicy usual = RetryPolicy.DEFAULT;
            return attempts == null
                    ? usual
                    : new RetryPolicy(attempts, usual.firstPauseMs(), usual.longestPauseMs());
        }

        private Timing timing() {
            long given =
                    Stream.of(cron, everyMillis, delayMillis, at)
                            .filter(each -> each != null)
                            .count();
            if (given != 1) {
                throw illegal(
                        "a schedule has one of cron, everyMillis, delayMillis and at; this one has "
                                + given);
            }
            if (cron != null) {
                String zoneId = zone == null ? "UTC" : zone;
                FireTimes.zone(zoneId);
                AtRepeat usual =
                        CronExpression.parse(cron).isEveryHour() ? AtRepeat.TWICE : AtRepeat.ONCE;
                return new Timing.Cron(
                        cron,
                        zoneId,
                        choice("atGap", atGap, AtGap.RUN_AT_END, AtGap.values()),
                        choice("atRepeat", atRepeat, usual, AtRepeat.values()));
            }
            if (everyMillis != null) {
                return new Timing.FixedRate(everyMillis, from == null ? 0 : millis(from));
            }
            return delayMillis != null
                    ? new Timing.FixedDelay(delayMillis)
                    : new Timing.Once(millis(String.valueOf(at)));
        }

        private static long millis(String time) {
            try {
                return Instant.parse(time).toEpochMilli();
            } catch (DateTimeException e) {
                throw illegal(
                        "'%s' is no time: write it as in 2026-11-20T03:00:00Z"
                                .formatted(Limits.shown(time)));
            }
        }
    }

    static ScheduleItem of(PlannedSchedule planned, List<Long> next) {
        Schedule schedule = planned.schedule();
        PlannedSchedule.LastFire last = planned.lastFire();
        return new ScheduleItem(
                planned.name().namespace(),
                planned.name().name(),
                schedule.task().type(),
                planned.isPaused() ? "paused" : next.isEmpty() ? "stopped" : "running",
                text(schedule.timing()),
                schedule.timing() instanceof Timing.Cron cron ? cron.zone() : "",
                word(schedule.misfire()),
                word(schedule.overlap()),
                planned.by(),
                planned.counts().fired(),
                planned.counts().skipped(),
                next.isEmpty() ? null : time(next.getFirst()),
                last == null
                        ? null
                        : new ScheduleFire(
                                time(last.fireMs()), time(last.atMs()), last.task().toString()));
    }

    static ScheduleDetail detail(PlannedSchedule planned, List<Long> next) {
        Bytes payload = planned.schedule().task().payload();
        return new ScheduleDetail(
                of(planned, next),
                new String(payload.toArray(), StandardCharsets.UTF_8),
                payload.size(),
                next.stream().map(ScheduleItems::time).toList());
    }

    /** A timing in a few words that need no translation. */
    public static String text(Timing timing) {
        return switch (timing) {
            case Timing.Cron cron -> cron.expression();
            case Timing.FixedRate(long periodMs, long fromMs) -> "every " + span(periodMs);
            case Timing.FixedDelay(long delayMs) -> "then " + span(delayMs);
            case Timing.Once(long atMs) -> "once " + time(atMs);
        };
    }

    private static String span(long ms) {
        return ms % 3_600_000 == 0
                ? ms / 3_600_000 + "h"
                : ms % 60_000 == 0
                        ? ms / 60_000 + "m"
                        : ms % 1000 == 0 ? ms / 1000 + "s" : ms + "ms";
    }

    private static String time(long epochMs) {
        return Instant.ofEpochMilli(epochMs).toString();
    }

    static String word(Enum<?> choice) {
        return choice.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static <E extends Enum<E>> E choice(
            String field, @Nullable String word, E usual, E[] choices) {
        if (word == null) {
            return usual;
        }
        return Arrays.stream(choices)
                .filter(choice -> word(choice).equals(word))
                .findFirst()
                .orElseThrow(() ->
                        illegal(
                                "'%s' is no %s: there are %s"
                                        .formatted(
                                                Limits.shown(word),
                                                field,
                                                String.join(
                                                        ", ",
                                                        Arrays.stream(choices)
                                                                .map(ScheduleItems::word)
                                                                .toList()))));
    }

    private static Rejected illegal(String sentence) {
        return new Rejected(Status.INVALID_ARGUMENT, "schedule.illegal", sentence);
    }
}
