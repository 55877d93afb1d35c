package io.stargazer.api.registry;

import io.stargazer.api.Limits;
import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import java.util.ArrayList;
import java.util.List;

/**
 * A version that compares as people expect: {@code 2 < 10}, {@code 1.0-beta < 1.0}, {@code 1 =
 * 1.0}. Numbers separated by dots, then an optional {@code -} and a pre-release of dotted words and
 * numbers, as in semantic versioning; an optional {@code +build} is ignored in comparisons.
 */
public final class Version implements Comparable<Version> {

    private final String text;
    private final List<String> numbers;
    private final List<String> preRelease;

    private Version(String text, List<String> numbers, List<String> preRelease) {
        this.text = text;
        this.numbers = numbers;
        this.preRelease = preRelease;
    }

    /**
     * Reads a version.
     *
     * @throws Rejected {@code registry.illegal-version}
     */
    public static Version parse(String text) {
        int plus = text.indexOf('+');
        String comparable = plus < 0 ? text : text.substring(0, plus);
        int dash = comparable.indexOf('-');
        String release = dash < 0 ? comparable : comparable.substring(0, dash);
        List<String> numbers = split(release);
        List<String> pre = dash < 0 ? List.of() : split(comparable.substring(dash + 1));
        List<String> build = plus < 0 ? List.of() : split(text.substring(plus + 1));
        boolean legal =
                numbers.stream().allMatch(Version::isNumber)
                        && build.stream().allMatch(Version::isIdentifier)
                        && pre.stream().allMatch(Version::isIdentifier);
        if (!legal) {
            throw new Rejected(
                    Status.INVALID_ARGUMENT,
                    "registry.illegal-version",
                    "the version '" + Limits.shown(text) + "' is not like 1.4 or 2.0.1-beta.2");
        }
        return new Version(text, numbers, pre);
    }

    /**
     * Returns a legal version unchanged, without taking the usual ones apart.
     *
     * @throws Rejected {@code registry.illegal-version}
     */
    static String require(String text) {
        return isPlain(text) ? text : parse(text).text;
    }

    /** Digits with single dots between them. */
    private static boolean isPlain(String text) {
        char before = '.';
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean isDigit = c >= '0' && c <= '9';
            if (!isDigit && (c != '.' || before == '.')) {
                return false;
            }
            before = c;
        }
        return before != '.';
    }

    @Override
    public int compareTo(Version other) {
        int length = Math.max(numbers.size(), other.numbers.size());
        for (int i = 0; i < length; i++) {
            int order = compareNumbers(numberAt(i), other.numberAt(i));
            if (order != 0) {
                return order;
            }
        }
        if (preRelease.isEmpty() || other.preRelease.isEmpty()) {
            return Boolean.compare(preRelease.isEmpty(), other.preRelease.isEmpty());
        }
        return comparePreReleases(other);
    }

    private int comparePreReleases(Version other) {
        int common = Math.min(preRelease.size(), other.preRelease.size());
        for (int i = 0; i < common; i++) {
            int order = compareWords(preRelease.get(i), other.preRelease.get(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(preRelease.size(), other.preRelease.size());
    }

    private String numberAt(int i) {
        return i < numbers.size() ? numbers.get(i) : "0";
    }

    /** Numbers before words, numbers by value, words by character. */
    private static int compareWords(String a, String b) {
        boolean aIsNumber = isNumber(a);
        boolean bIsNumber = isNumber(b);
        if (aIsNumber && bIsNumber) {
            return compareNumbers(a, b);
        }
        return aIsNumber != bIsNumber ? Boolean.compare(bIsNumber, aIsNumber) : a.compareTo(b);
    }

    /** Of any length: a date and time written as one number is a version, too. */
    private static int compareNumbers(String a, String b) {
        String left = withoutZeros(a);
        String right = withoutZeros(b);
        int byLength = Integer.compare(left.length(), right.length());
        return byLength != 0 ? byLength : left.compareTo(right);
    }

    private static String withoutZeros(String number) {
        return number.replaceFirst("^0+", "");
    }

    private static List<String> split(String text) {
        List<String> parts = new ArrayList<>();
        int start = 0;
        for (int dot = text.indexOf('.'); dot >= 0; dot = text.indexOf('.', start)) {
            parts.add(text.substring(start, dot));
            start = dot + 1;
        }
        parts.add(text.substring(start));
        return List.copyOf(parts);
    }

    private static boolean isNumber(String part) {
        return !part.isEmpty() && part.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static boolean isIdentifier(String part) {
        return !part.isEmpty() && part.chars().allMatch(Version::isIdentifierCharacter);
    }

    private static boolean isIdentifierCharacter(int c) {
        return (c >= '0' && c <= '9')
                || (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || c == '-';
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Version that && compareTo(that) == 0;
    }

    @Override
    public int hashCode() {
        int hash = 0; // of the pre-release only: 1 equals 1.0, and beta.1 equals beta.01
        for (String word : preRelease) {
            hash = 31 * hash + (isNumber(word) ? withoutZeros(word) : word).hashCode();
        }
        return hash;
    }

    @Override
    public String toString() {
        return text;
    }
}
