package io.stargazer.api;

/** The one rule for names of namespaces, applications, services, users and zones. */
public final class Name {

    private static final int MAX_CHARS = 63;

    private Name() {}

    /** Whether it has 1 to 63 characters: lower-case letters, digits, hyphens inside. */
    public static boolean isLegal(String value) {
        int length = value.length();
        if (length == 0 || length > MAX_CHARS) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            boolean isInner = i > 0 && i < length - 1;
            if (!isLetterOrDigit(value.charAt(i)) && !(isInner && value.charAt(i) == '-')) {
                return false;
            }
        }
        return true;
    }

    private static boolean isLetterOrDigit(char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
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
