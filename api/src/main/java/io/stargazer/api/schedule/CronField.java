package io.stargazer.api.schedule;

import io.stargazer.api.Limits;
import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import java.util.List;

/**
 * One field of a cron expression: numbers, names, ranges, steps and lists of them.
 *
 * @param what for the sentence: "minute"
 * @param names of the numbers from {@code min} on, none where there are none
 */
record CronField(String what, int min, int max, List<String> names) {

    static final CronField SECOND = new CronField("second", 0, 59, List.of());
    static final CronField MINUTE = new CronField("minute", 0, 59, List.of());
    static final CronField HOUR = new CronField("hour", 0, 23, List.of());
    static final CronField DAY = new CronField("day of the month", 1, 31, List.of());
    static final CronField MONTH =
            new CronField(
                    "month",
                    1,
                    12,
                    List.of(
                            "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT",
                            "NOV", "DEC"));

    /** 0 and 7 are Sunday. */
    static final CronField WEEKDAY =
            new CronField(
                    "day of the week",
                    0,
                    7,
                    List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"));

    /** The numbers that a list stands for, a bit each. */
    long bits(String text) {
        long bits = 0;
        for (String part : text.split(",", -1)) {
            bits |= bitsOfPart(part);
        }
        return bits;
    }

    private long bitsOfPart(String part) {
        int slash = part.indexOf('/');
        String range = slash < 0 ? part : part.substring(0, slash);
        int step = slash < 0 ? 1 : step(part.substring(slash + 1));
        int dash = range.indexOf('-');
        int from;
        int to;
        if (range.equals("*")) {
            from = min;
            to = equals(WEEKDAY) ? 6 : max;
        } else if (dash < 0) {
            from = number(range);
            to = slash < 0 ? from : max;
        } else {
            from = number(range.substring(0, dash));
            to = number(range.substring(dash + 1));
        }
        if (from > to) {
            throw illegal(
                    "the range '%s' of the %s runs backwards".formatted(Limits.shown(range), what));
        }
        long bits = 0;
        for (int number = from; number <= to; number += step) {
            bits |= 1L << number;
        }
        return bits;
    }

    private int step(String text) {
        int step = text.matches("[0-9]{1,2}") ? Integer.parseInt(text) : 0;
        if (step < 1) {
            throw illegal(
                    "the step '%s' of the %s is not 1 to 99".formatted(Limits.shown(text), what));
        }
        return step;
    }

    /** A number, or its name. */
    int number(String text) {
        int named = names.indexOf(upper(text));
        int number =
                named >= 0 ? named + min : text.matches("[0-9]{1,2}") ? Integer.parseInt(text) : -1;
        if (number < min || number > max) {
            throw illegal(
                    "the %s '%s' is not %s to %s".formatted(what, Limits.shown(text), min, max));
        }
        return number;
    }

    /** In capitals, as far as they are English: the same on every machine. */
    static String upper(String text) {
        StringBuilder upper = new StringBuilder(text);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            upper.setCharAt(i, c >= 'a' && c <= 'z' ? (char) (c - 'a' + 'A') : c);
        }
        return upper.toString();
    }

    static Rejected illegal(String sentence) {
        return new Rejected(Status.INVALID_ARGUMENT, "schedule.illegal-cron", sentence);
    }
}
