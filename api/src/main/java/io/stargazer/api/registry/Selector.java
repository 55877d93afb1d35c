package io.stargazer.api.registry;

import io.stargazer.api.Limits;
import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import java.util.ArrayList;
import java.util.List;

/**
 * Which instances of a service a consumer accepts (RG-5).
 *
 * @param versions bounds that must all hold: {@code >=1.2 <2}, or one version for exactly that one;
 *     empty for any; at most 255 characters
 * @param tags words that an instance must all carry; at most 32 of at most 63 characters
 */
public record Selector(String versions, List<String> tags) {

    public static final Selector ANY = new Selector("", List.of());

    public Selector {
        versions = versions.strip().replaceAll("\\s+", " ");
        Limits.text("version bounds", versions, 255);
        bounds(versions);
        Limits.list("tags", tags, 32, 63);
        tags = List.copyOf(tags);
    }

    public boolean accepts(Instance instance) {
        if (!instance.tags().containsAll(tags)) {
            return false;
        }
        Version version = Version.parse(instance.version());
        return bounds(versions).stream().allMatch(bound -> bound.holds(version));
    }

    private record Bound(String operator, Version version) {
        boolean holds(Version candidate) {
            int order = candidate.compareTo(version);
            return switch (operator) {
                case ">=" -> order >= 0;
                case "<=" -> order <= 0;
                case ">" -> order > 0;
                case "<" -> order < 0;
                default -> order == 0;
            };
        }
    }

    private static List<Bound> bounds(String versions) {
        List<Bound> bounds = new ArrayList<>();
        for (String word : versions.strip().split("\\s+", -1)) {
            if (word.isEmpty()) {
                continue;
            }
            String operator = operatorOf(word);
            String version = word.substring(operator.length());
            if (version.isEmpty()) {
                throw new Rejected(
                        Status.INVALID_ARGUMENT,
                        "registry.illegal-version",
                        "in '"
                                + Limits.shown(versions)
                                + "' no version follows '"
                                + operator
                                + "'");
            }
            bounds.add(new Bound(operator, Version.parse(version)));
        }
        return bounds;
    }

    private static String operatorOf(String word) {
        for (String operator : List.of(">=", "<=", ">", "<", "=")) {
            if (word.startsWith(operator)) {
                return operator;
            }
        }
        return "";
    }
}
