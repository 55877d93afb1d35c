package io.stargazer.api;

import java.util.List;
import java.util.Map;

/** Bounds on free text, checked where it enters: a limit on everything. */
public final class Limits {

    private Limits() {}

    /**
     * Returns a text that is not too long and has no control characters and no half ones: UTF-8
     * could not carry those.
     *
     * @throws Rejected {@code value.illegal}
     */
    public static String text(String what, String value, int maxChars) {
        if (value.length() > maxChars) {
            throw illegal(
                    "the %s has %s characters: at most %s"
                            .formatted(what, value.length(), maxChars));
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < ' ' || c >= 0x7F) {
                requireWhole(what, value, i);
            }
        }
        return value;
    }

    /** What is not plain is looked at closely. */
    private static void requireWhole(String what, String value, int at) {
        char c = value.charAt(at);
        if (Character.isISOControl(c)) {
            throw illegal("the %s has a control character at position %s".formatted(what, at));
        }
        boolean isHalf =
                Character.isHighSurrogate(c)
                        ? at + 1 == value.length()
                                || !Character.isLowSurrogate(value.charAt(at + 1))
                        : Character.isLowSurrogate(c)
                                && (at == 0 || !Character.isHighSurrogate(value.charAt(at - 1)));
        if (isHalf) {
            throw illegal("the %s has half a character: its UTF-16 is damaged".formatted(what));
        }
    }

    /**
     * A text of a stranger as it may stand in a sentence: at most 80 characters, and a question
     * mark for each that is invisible, breaks the line or turns the direction of writing.
     */
    public static String shown(String value) {
        String start = value.length() <= 80 ? value : value.substring(0, 77);
        String printable = start.replaceAll("[\\p{C}\\p{Zl}\\p{Zp}]", "?");
        return value.length() <= 80 ? printable : printable + "...";
    }

    /**
     * A text that {@link #text} accepts, from whatever there is: a space for each control character
     * and half one, the end cut off.
     */
    public static String clean(String value, int maxChars) {
        String start = value.length() <= maxChars ? value : value.substring(0, maxChars);
        return start.replaceAll("[\\p{Cc}\\p{Cs}]", " ");
    }

    /**
     * Returns a number within its bounds, both inclusive.
     *
     * @throws Rejected {@code value.illegal}
     */
    public static int range(String what, int value, int min, int max) {
        if (value < min || value > max) {
            throw illegal("the %s is %s: it must be %s to %s".formatted(what, value, min, max));
        }
        return value;
    }

    /**
     * As {@link #range(String, int, int, int)}, for large numbers.
     *
     * @throws Rejected {@code value.illegal}
     */
    public static long range(String what, long value, long min, long max) {
        if (value < min || value > max) {
            throw illegal("the %s is %s: it must be %s to %s".formatted(what, value, min, max));
        }
        return value;
    }

    /**
     * Checks the number of entries and the length of each key and value.
     *
     * @throws Rejected {@code value.illegal}
     */
    public static void map(String what, Map<String, String> map, int maxEntries, int maxChars) {
        if (map.size() > maxEntries) {
            throw illegal(
                    "the %s has %s entries: at most %s".formatted(what, map.size(), maxEntries));
        }
        map.forEach((key, value) -> {
            text(what + " key", key, maxChars);
            text(what + " value of '" + key + "'", value, maxChars);
        });
    }

    /**
     * Checks the number of entries and the length of each.
     *
     * @throws Rejected {@code value.illegal}
     */
    public static void list(String what, List<String> list, int maxEntries, int maxChars) {
        if (list.size() > maxEntries) {
            throw illegal(
                    "the %s has %s entries: at most %s".formatted(what, list.size(), maxEntries));
        }
        list.forEach(value -> text(what, value, maxChars));
    }

    private static Rejected illegal(String sentence) {
        return new Rejected(Status.INVALID_ARGUMENT, "value.illegal", sentence);
    }
}
