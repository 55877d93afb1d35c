package io.stargazer.api.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import io.stargazer.api.schedule.Timing.AtGap;
import io.stargazer.api.schedule.Timing.AtRepeat;
import io.stargazer.api.schedule.Timing.Cron;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * TK-7: ten years in real zones. On all days but those on which the clock is changed, our times are
 * those of cron-utils 9.2.1; on all days they are those that looking at the clock every minute
 * finds.
 *
 * <p>What cron-utils gets wrong, and is therefore not asked: on days on which the clock is changed
 * it leaves out or repeats times by no rule that it states. {@code LW} and {@code nW} in months
 * that begin or end on a weekend are asked of {@link CronExpressionTest} alone.
 */
final class CronOracleTest {

    private static final long START_MS = millis("2020-01-01T00:00:00Z");
    private static final long END_MS = millis("2030-01-01T00:00:00Z");

    private static final List<String> ZONES =
            List.of(
                    "Europe/Berlin",
                    "America/New_York",
                    "Australia/Lord_Howe", // by half an hour
                    "America/Sao_Paulo", // at midnight, until 2019
                    "Asia/Kolkata",
                    "Africa/Casablanca", // back for a month each year
                    "UTC");

    private static final List<String> EXPRESSIONS =
            List.of(
                    "30 2 * * *",
                    "0 0 * * *",
                    "15 1,2,3 * * *",
                    "0 12 29 2 *",
                    "0 9-17/4 * * 1-5",
                    "59 23 31 * *",
                    "5 4 * 1,7 0");

    static Stream<Arguments> cases() {
        return ZONES.stream()
                .flatMap(zone -> EXPRESSIONS.stream().map(text -> Arguments.of(text, zone)));
    }

    @ParameterizedTest(name = "{0} in {1}")
    @MethodSource("cases")
    void ten_years_are_those_of_cron_utils_but_for_days_of_changed_clocks(
            String expression, String zone) {
        ZoneId id = ZoneId.of(zone);
        Set<LocalDate> changed = daysOfChange(id);
        ExecutionTime oracle =
                ExecutionTime.forCron(
                        new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX))
                                .parse(expression));
        List<Long> expected = new ArrayList<>();
        ZonedDateTime at = Instant.ofEpochMilli(START_MS).atZone(id);
        while (at.toInstant().toEpochMilli() < END_MS) {
            ZonedDateTime next = oracle.nextExecution(at).orElse(null);
            if (next == null) {
                break;
            }
            expected.add(next.toInstant().toEpochMilli());
            at = next;
        }
        List<Long> ours = times(expression, zone, AtGap.RUN_AT_END, AtRepeat.ONCE);
        assertThat(without(ours, changed, id)).isEqualTo(without(expected, changed, id));
        assertThat(ours).isNotEmpty().isSorted().doesNotHaveDuplicates();
    }

    @ParameterizedTest(name = "{0} in {1}")
    @MethodSource("cases")
    void ten_years_are_those_that_a_watcher_of_the_clock_finds(String expression, String zone) {
        for (AtGap atGap : AtGap.values()) {
            for (AtRepeat atRepeat : AtRepeat.values()) {
                assertThat(times(expression, zone, atGap, atRepeat))
                        .as("%s %s", atGap, atRepeat)
                        .isEqualTo(watched(expression, ZoneId.of(zone), atGap, atRepeat));
            }
        }
    }

    private static List<Long> times(
            String expression, String zone, AtGap atGap, AtRepeat atRepeat) {
        Cron cron = new Cron(expression, zone, atGap, atRepeat);
        List<Long> times = new ArrayList<>();
        OptionalLong next = FireTimes.after(cron, START_MS);
        while (next.isPresent() && next.getAsLong() < END_MS) {
            times.add(next.getAsLong());
            next = FireTimes.after(cron, next.getAsLong());
        }
        return times;
    }

    /** Looks at the clock minute by minute, and at what it leaves out when it is put forward. */
    private static List<Long> watched(
            String expression, ZoneId zone, AtGap atGap, AtRepeat atRepeat) {
        ZoneRules rules = zone.getRules();
        Set<LocalDateTime> wanted = wallTimes(expression);
        TreeSet<Long> fires = new TreeSet<>();
        for (LocalDateTime wall : wanted) {
            for (ZoneOffset offset : rules.getValidOffsets(wall)) {
                if (fires.add(wall.toInstant(offset).toEpochMilli()) && atRepeat == AtRepeat.ONCE) {
                    break;
                }
            }
            ZoneOffsetTransition change = rules.getTransition(wall);
            if (change != null && change.isGap() && atGap == AtGap.RUN_AT_END) {
                fires.add(change.getInstant().toEpochMilli());
            }
        }
        return List.copyOf(fires.subSet(START_MS, false, END_MS, false));
    }

    /** Every minute of the wall that the expression means, found field by field. */
    private static Set<LocalDateTime> wallTimes(String expression) {
        CronExpression parsed = CronExpression.parse(expression);
        Set<LocalDateTime> found = new HashSet<>();
        LocalDate day = LocalDate.parse("2019-12-30");
        for (; day.isBefore(LocalDate.parse("2030-01-03")); day = day.plusDays(1)) {
            LocalDateTime wall = day.atStartOfDay();
            LocalDateTime end = wall.plusDays(1);
            LocalDateTime next = parsed.nextFrom(wall).orElse(end);
            while (next.isBefore(end)) {
                found.add(next);
                next = parsed.nextFrom(next.plusMinutes(1)).orElse(end);
            }
        }
        return found;
    }

    private static Set<LocalDate> daysOfChange(ZoneId zone) {
        Set<LocalDate> days = new HashSet<>();
        Instant at = Instant.ofEpochMilli(START_MS);
        ZoneOffsetTransition next = zone.getRules().nextTransition(at);
        while (next != null && next.getInstant().toEpochMilli() < END_MS) {
            days.add(next.getDateTimeBefore().toLocalDate());
            days.add(next.getDateTimeAfter().toLocalDate());
            next = zone.getRules().nextTransition(next.getInstant());
        }
        return days;
    }

    private static List<Long> without(List<Long> times, Set<LocalDate> days, ZoneId zone) {
        return times.stream()
                .filter(at -> at < END_MS)
                .filter(at -> !days.contains(Instant.ofEpochMilli(at).atZone(zone).toLocalDate()))
                .toList();
    }

    private static long millis(String instant) {
        return Instant.parse(instant).toEpochMilli();
    }
}
