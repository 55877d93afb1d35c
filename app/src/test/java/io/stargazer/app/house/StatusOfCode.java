package io.stargazer.app.house;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds in a source which code goes with which status, in the three ways in which we say it. */
final class StatusOfCode {

    private static final Pattern REJECTED =
            Pattern.compile("Status\\.([A-Z_]+),\\s*\"([a-z]+\\.[a-z-]+)\"");
    private static final Pattern UNAVAILABLE =
            Pattern.compile("Unavailable\\.(\\w+)\\(\\s*\"([a-z]+\\.[a-z-]+)\"");
    private static final Pattern STATUS_OF_REJECTION =
            Pattern.compile("case (\\w+) r -> Status\\.([A-Z_]+);");
    private static final Pattern CODE_OF_REJECTION =
            Pattern.compile("case (\\w+) r -> \"([a-z]+\\.[a-z-]+)\";");

    private StatusOfCode() {}

    static Map<String, String> in(String source) {
        Map<String, String> found = new TreeMap<>();
        Matcher rejected = REJECTED.matcher(source);
        while (rejected.find()) {
            found.put(rejected.group(2), rejected.group(1));
        }
        Matcher unavailable = UNAVAILABLE.matcher(source);
        while (unavailable.find()) {
            found.put(unavailable.group(2), words(unavailable.group(1)));
        }
        Map<String, String> statuses = new TreeMap<>();
        Matcher status = STATUS_OF_REJECTION.matcher(source);
        while (status.find()) {
            statuses.put(status.group(1), status.group(2));
        }
        Matcher code = CODE_OF_REJECTION.matcher(source);
        while (code.find()) {
            String known = statuses.get(code.group(1));
            if (known != null) {
                found.put(code.group(2), known);
            }
        }
        return found;
    }

    /** {@code NOT_LEADER} for {@code NotLeader}. */
    private static String words(String type) {
        return type.replaceAll("(?<=[a-z])(?=[A-Z])", "_").toUpperCase(Locale.ROOT);
    }
}
