package io.stargazer.api;

import java.util.regex.Pattern;

/** The one rule for names of namespaces, applications, services, users and zones. */
public final class Name {

    private static final Pattern LEGAL = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?");

    private Name() {}

    /** Whether it has 1 to 63 characters: lower-case letters, digits, hyphens inside. */
    public static boolean isLegal(String value) {
        return LEGAL.matcher(value).matches();
    }

    /**
     * Returns a legal name unchanged.
     *
     * @param kind what it names, for the sentence: "service"
     * @throws Rejected {@code name.illegal} when it is not 1 to 63 characters of lower-case
     *     letters, digits and inner hyphens
     */
    public static String require(String kind, String value) {
        if (!isLegal(value)) {
            throw new Rejected(
                    Status.INVALID_ARGUMENT,
                    "name.illegal",
                    "the %s name '%s' is not legal: use 1 to 63 lower-case letters, digits and inner hyphens"
                            .formatted(kind, Limits.shown(value)));
        }
        return value;
    }
}
