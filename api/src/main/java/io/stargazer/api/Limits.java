package io.stargazer.api;

import java.util.List;
import java.util.Map;

/** Bounds on free text, checked where it enters: a limit on everything. */
public final class Limits {

    private Limits() {}

    /**
     * Returns a text that is not too long and has no control characters.
     *
     * @throws Rejected {@code value.illegal}
     */
    public static String text(String what, String value, int maxChars) {
        if (value.length() > maxChars) {
            throw illegal(
                    "the %s has %d characters: at most %d"
                            .formatted(what, value.length(), maxChars));
        }
        for (int i = 0; i < value.length(); i++) {
            if (Character.isISOControl(value.charAt(i))) {
                throw illegal("the %s has a control character at position %d".formatted(what, i));
            }
        }
        return value;
    }

    /**
     * Returns a number within its bounds, both inclusive.
     *
     * @throws Rejected {@code value.illegal}
     */
    public static int range(String what, int value, int min, int max) {
        if (value < min || value > max) {
            throw illegal("the %s is %d: it must be %d to %d".formatted(what, value, min, max));
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
                    "the %s has %d entries: at most %d".formatted(what, map.size(), maxEntries));
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
                    "the %s has %d entries: at most %d".formatted(what, list.size(), maxEntries));
        }
        list.forEach(value -> text(what, value, maxChars));
    }

    private static Rejected illegal(String sentence) {
        return new Rejected(Status.INVALID_ARGUMENT, "value.illegal", sentence);
    }
}
