package io.stargazer.api.schedule;

import io.stargazer.api.Limits;
import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import io.stargazer.api.schedule.Timing.AtGap;
import io.stargazer.api.schedule.Timing.AtRepeat;
import io.stargazer.api.schedule.Timing.Cron;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** When a schedule fires, by the zones and rules of this Java. Pure. */
public final class FireTimes {

    private FireTimes() {}

    /**
     * The first fire time after a moment, both in milliseconds since 1970; empty for none. A {@link
     * Timing.FixedDelay} counts from that moment.
     *
     * @throws Rejected {@code schedule.unknown-zone}
     */
    public static OptionalLong after(Timing timing, long afterMs) {
        return switch (timing) {
            case Cron cron -> after(cron, afterMs);
            case Timing.FixedRate(long periodMs, long fromMs) ->
                    OptionalLong.of(
                            afterMs < fromMs
                                    ? fromMs
                                    : fromMs + ((afterMs - fromMs) / periodMs + 1) * periodMs);
            case Timing.FixedDelay(long delayMs) -> OptionalLong.of(afterMs + delayMs);
            case Timing.Once(long atMs) ->
                    atMs > afterMs ? OptionalLong.of(atMs) : OptionalLong.empty();
        };
    }

    /**
     * The zone of an id.
     *
     * @throws Rejected {@code schedule.unknown-zone}
     */
    public static ZoneId zone(String id) {
        try {
            return ZoneId.of(id);
        } catch (DateTimeException e) {
            throw new Rejected(
                    Status.INVALID_ARGUMENT,
                    "schedule.unknown-zone",
                    "there is no time zone '%s': write it as in Europe/Berlin or UTC"
                            .formatted(Limits.shown(id)));
        }
    }

    private static OptionalLong after(Cron cron, long afterMs) {
        CronExpression expression = CronExpression.parse(cron.expression());
        ZoneRules rules = zone(cron.zone()).getRules();
        Instant after = Instant.ofEpochMilli(afterMs);
        LocalDateTime from = firstToTry(rules, after);
        OptionalLong best = OptionalLong.empty();
        while (true) {
            Optional<LocalDateTime> next = expression.nextFrom(from);
            if (next.isEmpty()) {
                return best;
            }
            LocalDateTime wall = next.get();
            if (best.isPresent() && earliest(rules, wall) >= best.getAsLong()) {
                return best;
            }
            OptionalLong fire = firstAfter(rules, cron, wall, afterMs);
            if (fire.isPresent() && (best.isEmpty() || fire.getAsLong() < best.getAsLong())) {
                best = fire;
            }
            from = wall.plusSeconds(1);
        }
    }

    /** The wall shows some times twice: then what it showed first is to be looked at again. */
    private static LocalDateTime firstToTry(ZoneRules rules, Instant after) {
        LocalDateTime wall = LocalDateTime.ofInstant(after, rules.getOffset(after));
        ZoneOffsetTransition transition = rules.getTransition(wall);
        return transition != null && transition.isOverlap() ? transition.getDateTimeAfter() : wall;
    }

    /** The first moment, in milliseconds since 1970, at which the wall shows this or more. */
    private static long earliest(ZoneRules rules, LocalDateTime wall) {
        ZoneOffsetTransition transition = rules.getTransition(wall);
        return transition == null || transition.isOverlap()
                ? millis(wall, rules.getValidOffsets(wall).getFirst())
                : transition.getInstant().toEpochMilli();
    }

    /** When a time of the wall fires, if that is after a moment. */
    private static OptionalLong firstAfter(
            ZoneRules rules, Cron cron, LocalDateTime wall, long afterMs) {
        List<ZoneOffset> offsets = rules.getValidOffsets(wall);
        if (offsets.isEmpty()) {
            long end = earliest(rules, wall);
            return cron.atGap() == AtGap.RUN_AT_END && end > afterMs
                    ? OptionalLong.of(end)
                    : OptionalLong.empty();
        }
        long first = millis(wall, offsets.getFirst());
        if (first > afterMs) {
            return OptionalLong.of(first);
        }
        boolean isTwice = offsets.size() == 2 && cron.atRepeat() == AtRepeat.TWICE;
        long second = isTwice ? millis(wall, offsets.getLast()) : first;
        return second > afterMs ? OptionalLong.of(second) : OptionalLong.empty();
    }

    private static long millis(LocalDateTime wall, ZoneOffset offset) {
        return wall.toInstant(offset).toEpochMilli();
    }
}
