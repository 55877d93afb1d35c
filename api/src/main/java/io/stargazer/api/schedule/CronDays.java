package io.stargazer.api.schedule;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** The two fields of a cron expression that choose days. */
final class CronDays {

    private final boolean isAnyDay;
    private final boolean isAnyWeekday;
    private final List<Predicate<LocalDate>> days = new ArrayList<>();
    private final List<Predicate<LocalDate>> weekdays = new ArrayList<>();

    CronDays(String ofMonth, String ofWeek) {
        isAnyDay = ofMonth.equals("*") || ofMonth.equals("?");
        isAnyWeekday = ofWeek.equals("*") || ofWeek.equals("?");
        if (!isAnyDay) {
            for (String part : CronField.upper(ofMonth).split(",", -1)) {
                days.add(day(part));
            }
        }
        if (!isAnyWeekday) {
            for (String part : CronField.upper(ofWeek).split(",", -1)) {
                weekdays.add(weekday(part));
            }
        }
    }

    /** Where both fields choose, a day that either of them chooses. */
    boolean match(LocalDate date) {
        if (isAnyDay || isAnyWeekday) {
            return (isAnyDay || any(days, date)) && (isAnyWeekday || any(weekdays, date));
        }
        return any(days, date) || any(weekdays, date);
    }

    private static boolean any(List<Predicate<LocalDate>> rules, LocalDate date) {
        for (Predicate<LocalDate> rule : rules) {
            if (rule.test(date)) {
                return true;
            }
        }
        return false;
    }

    private static Predicate<LocalDate> day(String part) {
        if (part.equals("L")) {
            return date -> date.getDayOfMonth() == date.lengthOfMonth();
        }
        if (part.equals("LW")) {
            return date -> isNearest(date, date.lengthOfMonth());
        }
        if (part.startsWith("L-")) {
            int before = CronField.DAY.number(part.substring(2));
            return date -> date.getDayOfMonth() == date.lengthOfMonth() - before;
        }
        if (part.endsWith("W")) {
            int wanted = CronField.DAY.number(part.substring(0, part.length() - 1));
            return date -> wanted <= date.lengthOfMonth() && isNearest(date, wanted);
        }
        long bits = CronField.DAY.bits(part);
        return date -> has(bits, date.getDayOfMonth());
    }

    /** Whether it is the working day of its month that is nearest to a day of it. */
    private static boolean isNearest(LocalDate date, int day) {
        LocalDate wanted = date.withDayOfMonth(day);
        LocalDate nearest =
                switch (wanted.getDayOfWeek()) {
                    case SATURDAY -> day == 1 ? wanted.plusDays(2) : wanted.minusDays(1);
                    case SUNDAY ->
                            day == wanted.lengthOfMonth()
                                    ? wanted.minusDays(2)
                                    : wanted.plusDays(1);
                    default -> wanted;
                };
        return date.equals(nearest);
    }

    private static Predicate<LocalDate> weekday(String part) {
        int hash = part.indexOf('#');
        if (hash >= 0) {
            int which = CronField.WEEKDAY.number(part.substring(0, hash)) % 7;
            String nth = part.substring(hash + 1);
            if (!nth.matches("[1-5]")) {
                throw CronField.illegal("the week of the month in '" + part + "' is not 1 to 5");
            }
            int week = Integer.parseInt(nth);
            return date -> number(date) == which && (date.getDayOfMonth() + 6) / 7 == week;
        }
        if (part.length() > 1 && part.endsWith("L")) {
            int which = CronField.WEEKDAY.number(part.substring(0, part.length() - 1)) % 7;
            return date -> number(date) == which && date.getDayOfMonth() + 7 > date.lengthOfMonth();
        }
        long bits = CronField.WEEKDAY.bits(part);
        long both = has(bits, 7) ? bits | 1 : bits;
        return date -> has(both, number(date));
    }

    /** Sunday is 0. */
    private static int number(LocalDate date) {
        DayOfWeek day = date.getDayOfWeek();
        return day.getValue() % 7;
    }

    private static boolean has(long bits, int number) {
        return (bits >>> number & 1) == 1;
    }
}
