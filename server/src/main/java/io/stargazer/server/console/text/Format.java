package io.stargazer.server.console.text;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Numbers with units and moments, as people read them. */
public final class Format {

    private static final long KIB = 1024;

    /** Where there is nothing to say. */
    public static final Quantity NONE = new Quantity("–", "");

    private static final DateTimeFormatter EXACT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private Format() {}

    /**
     * A number and its unit, apart, so that a page may set them differently.
     *
     * @param unit empty for a bare count
     */
    public record Quantity(String number, String unit) {
        @Override
        public String toString() {
            return unit.isEmpty() ? number : number + " " + unit;
        }
    }

    /**
     * A moment.
     *
     * @param text relative and coarse, so that it changes seldom
     * @param exact to the second, in UTC
     */
    public record Moment(String text, String exact) {}

    public static String count(Words words, long number) {
        return String.format(words.locale(), "%,d", number);
    }

    /** A whole number as a quantity without unit. */
    public static Quantity plain(Words words, long number) {
        return new Quantity(count(words, number), "");
    }

    /** Something a second: {@code 0.4 /s}, {@code 12 /s}, {@code 3,400 /s}. */
    public static Quantity rate(Words words, double perSecond) {
        return new Quantity(decimal(words, perSecond), "/s");
    }

    /** A part of a whole; little is never shown as nothing. */
    public static Quantity percent(Words words, double part) {
        boolean isLittle = part > 0 && part < 0.001;
        return new Quantity(isLittle ? "<" + decimal(words, 0.1) : decimal(words, part * 100), "%");
    }

    public static Quantity bytes(Words words, long bytes) {
        if (bytes < KIB) {
            return new Quantity(count(words, bytes), "B");
        }
        if (bytes < KIB * KIB) {
            return new Quantity(decimal(words, bytes / (double) KIB), "KiB");
        }
        if (bytes < KIB * KIB * KIB) {
            return new Quantity(decimal(words, bytes / (double) (KIB * KIB)), "MiB");
        }
        return new Quantity(decimal(words, bytes / (double) (KIB * KIB * KIB)), "GiB");
    }

    /** A short duration; a dash for none. */
    public static Quantity micros(Words words, double micros) {
        if (micros <= 0) {
            return NONE;
        }
        if (micros < 1000) {
            return new Quantity(decimal(words, micros), "µs");
        }
        return micros < 1_000_000
                ? new Quantity(decimal(words, micros / 1e3), "ms")
                : new Quantity(decimal(words, micros / 1e6), "s");
    }

    /** A long duration by its two greatest units: {@code 3 d 4 h}. */
    public static String duration(Words words, long seconds) {
        if (seconds < 60) {
            return words.get("time.seconds", seconds);
        }
        if (seconds < 3600) {
            return words.get("time.minutes", seconds / 60);
        }
        if (seconds < 86_400) {
            return words.get("time.hours", seconds / 3600, seconds / 60 % 60);
        }
        return words.get("time.days", seconds / 86_400, seconds / 3600 % 24);
    }

    public static Moment ago(Words words, Instant now, long epochMs) {
        return new Moment(relative(words, now.toEpochMilli() - epochMs), exact(epochMs));
    }

    /** A moment to come. */
    public static Moment until(Words words, Instant now, long epochMs) {
        long seconds = Math.max(0, (epochMs - now.toEpochMilli()) / 1000);
        return new Moment(words.get("time.in", duration(words, seconds)), exact(epochMs));
    }

    private static String exact(long epochMs) {
        return EXACT.format(Instant.ofEpochMilli(epochMs));
    }

    private static String relative(Words words, long ms) {
        long seconds = ms / 1000;
        if (seconds < 10) {
            return words.get("time.now");
        }
        if (seconds < 60) {
            return words.get("time.seconds-ago", seconds / 10 * 10);
        }
        if (seconds < 3600) {
            return words.get("time.minutes-ago", seconds / 60);
        }
        return seconds < 86_400
                ? words.get("time.hours-ago", seconds / 3600)
                : words.get("time.days-ago", seconds / 86_400);
    }

    private static String decimal(Words words, double value) {
        String pattern = value >= 100 || value == Math.rint(value) ? "%,.0f" : "%,.1f";
        return String.format(words.locale(), pattern, value);
    }
}
