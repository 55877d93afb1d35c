package io.stargazer.api.schedule;

import io.stargazer.api.Limits;
import io.stargazer.api.Rejected;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Times of the wall, as cron writes them: minute, hour, day of the month, month, day of the week;
 * with six fields the first is the second. Immutable.
 *
 * <pre>
 *   *  5  1-5  1,15  *&#47;10  10-50/5     any, one, a range, a list, steps
 *   JAN-DEC  SUN-SAT                     names; Sunday is 0 or 7
 *   L  L-3  LW  15W                      the last day, the third before it, the last working day,
 *                                        the working day nearest to the 15th, all of the month
 *   FRI#2  5L                            the second Friday, the last Friday of the month
 *   ?                                    any, for the two fields of days
 *   &#64;hourly  &#64;daily  &#64;weekly  &#64;monthly  &#64;yearly
 * </pre>
 *
 * <p>Where the day of the month and that of the week both choose, a day that either chooses counts.
 */
public final class CronExpression {

    private static final int MAX_CHARS = 200;

    /** The 29th of February falls on each weekday once in so many days. */
    private static final int MOST_DAYS = 366 * 41;

    private final long seconds;
    private final long minutes;
    private final long hours;
    private final long months;
    private final CronDays days;
    private final boolean isEveryHour;

    private CronExpression(String[] fields, int first) {
        seconds = first == 1 ? CronField.SECOND.bits(fields[0]) : 1;
        minutes = CronField.MINUTE.bits(fields[first]);
        hours = CronField.HOUR.bits(fields[first + 1]);
        days = new CronDays(fields[first + 2], fields[first + 4]);
        months = CronField.MONTH.bits(fields[first + 3]);
        isEveryHour = fields[first + 1].startsWith("*");
    }

    /**
     * Reads an expression.
     *
     * @throws Rejected {@code schedule.illegal-cron}, saying which field is wrong
     */
    public static CronExpression parse(String text) {
        Limits.text("cron expression", text, MAX_CHARS);
        String plain = written(text.strip());
        String[] fields = plain.split("\\s+");
        if (fields.length != 5 && fields.length != 6) {
            throw CronField.illegal(
                    "the cron expression '%s' has %s fields: it has 5, or 6 with seconds"
                            .formatted(Limits.shown(text), fields.length));
        }
        return new CronExpression(fields, fields.length - 5);
    }

    private static String written(String text) {
        return switch (text) {
            case "@hourly" -> "0 * * * *";
            case "@daily" -> "0 0 * * *";
            case "@weekly" -> "0 0 * * 0";
            case "@monthly" -> "0 0 1 * *";
            case "@yearly" -> "0 0 1 1 *";
            default -> text;
        };
    }

    /**
     * Whether the hour is any, or every so many: then the hours of a day matter, not their names.
     */
    public boolean isEveryHour() {
        return isEveryHour;
    }

    /** The first time of the wall at or after this one; empty for none within forty years. */
    public Optional<LocalDateTime> nextFrom(LocalDateTime from) {
        LocalDateTime second = from.truncatedTo(ChronoUnit.SECONDS);
        LocalDateTime whole = from.equals(second) ? second : second.plusSeconds(1);
        LocalDate date = whole.toLocalDate();
        LocalTime time = whole.toLocalTime();
        LocalDate end = date.plusDays(MOST_DAYS);
        while (date.isBefore(end)) {
            if ((months >>> date.getMonthValue() & 1) == 0) {
                date = date.plusMonths(1).withDayOfMonth(1);
                time = LocalTime.MIN;
                continue;
            }
            LocalTime next = days.match(date) ? nextTime(time) : null;
            if (next != null) {
                return Optional.of(LocalDateTime.of(date, next));
            }
            date = date.plusDays(1);
            time = LocalTime.MIN;
        }
        return Optional.empty();
    }

    private @Nullable LocalTime nextTime(LocalTime from) {
        for (int h = next(hours, from.getHour()); h >= 0; h = next(hours, h + 1)) {
            boolean isThisHour = h == from.getHour();
            int firstMinute = isThisHour ? from.getMinute() : 0;
            for (int m = next(minutes, firstMinute); m >= 0; m = next(minutes, m + 1)) {
                boolean isThisMinute = isThisHour && m == from.getMinute();
                int s = next(seconds, isThisMinute ? from.getSecond() : 0);
                if (s >= 0) {
                    return LocalTime.of(h, m, s);
                }
            }
        }
        return null;
    }

    /** The lowest number from here on; -1 for none. */
    private static int next(long bits, int from) {
        long rest = bits >>> from << from;
        return rest == 0 ? -1 : Long.numberOfTrailingZeros(rest);
    }
}
