package io.stargazer.api.codec;

import java.util.List;
import java.util.Random;
import java.util.Set;

/** Seeded random simple values that the records' constructors accept. */
final class RandomScalars implements Values.Scalars {

    private static final Set<String> FREE_TEXT =
            Set.of(
                    "client",
                    "createdBy",
                    "token",
                    "tags",
                    "metadata",
                    "text",
                    "texts",
                    "key",
                    "labels",
                    "error",
                    "reason",
                    "log",
                    "lines",
                    "submitter");
    private static final List<String> LETTERS =
            List.of("a", "Z", "7", " ", "-", "~", "é", "ß", "ж", "语", "‱", "😀", "🚀");

    private final Random random;

    RandomScalars(long seed) {
        random = new Random(seed);
    }

    @Override
    public String text(String path) {
        String component = Values.Scalars.component(path);
        return switch (component) {
            case "version" -> random.nextInt(100) + "." + random.nextInt(100) + "-rc." + below(9);
            case "address" -> "host-" + below(1000) + ":" + (1 + below(65_535));
            case "zone" -> random.nextBoolean() ? "" : legalName(63);
            case "scheme" -> legalName(32);
            case "expression" -> below(60) + " " + below(24) + " * * " + below(8);
            case "forEach" -> ""; // no name of a step but by chance
            default -> FREE_TEXT.contains(component) ? freeText() : legalName(63);
        };
    }

    private String freeText() {
        int length = below(31);
        StringBuilder text = new StringBuilder();
        boolean plain = random.nextBoolean();
        for (int i = 0; i < length; i++) {
            text.append(LETTERS.get(below(plain ? 6 : LETTERS.size())));
        }
        return text.toString();
    }

    private String legalName(int longest) {
        int length = 1 + below(longest);
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < length; i++) {
            boolean inside = i > 0 && i < length - 1;
            name.append("abcdefghijklmnopqrstuvwxyz0123456789-".charAt(below(inside ? 37 : 36)));
        }
        return name.toString();
    }

    @Override
    public long number(String path) {
        return switch (Values.Scalars.component(path)) {
            case "weight" -> below(10_001);
            case "iterations" -> 1 + below(100_000_000);
            case "overlapMs" -> below(30 * 24 * 3600) * 1000L;
            case "attempts",
                    "ratePerSecond",
                    "atOnce",
                    "mostPending",
                    "mostPendingBytes",
                    "credit",
                    "places" ->
                    1 + below(100);
            case "priority" -> below(10);
            case "periodMs", "delayMs", "deadlineAfterMs" -> 1000 + below(1_000_000_000);
            case "fromMs", "atMs", "fireMs", "throughMs", "times", "missed" ->
                    1 + (random.nextLong() >>> (2 + below(60)));
            case "firstPauseMs" -> below(1000);
            case "longestPauseMs" -> 1000 + below(86_000_000);
            case "perMille", "onTimePerMille" -> below(1001);
            case "notBeforeMs", "deadlineMs", "fence" -> random.nextLong() >>> (1 + below(63));
            case "attemptTimeoutMs" -> below(30 * 24 * 3600) * 1000L;
            default ->
                    switch (below(6)) {
                        case 0 -> below(3) - 1;
                        case 1 -> random.nextBoolean() ? Long.MAX_VALUE : Long.MIN_VALUE;
                        default -> random.nextLong() >> below(64);
                    };
        };
    }

    @Override
    public int choice(String path, int bound) {
        return below(bound);
    }

    @Override
    public int size(String path) {
        return switch (Values.Scalars.component(path)) {
            case "types", "steps" -> 1 + below(3);
            case "after" -> 0;
            default -> below(4);
        };
    }

    @Override
    public boolean isAbsent(String path) {
        return random.nextBoolean();
    }

    int below(int bound) {
        return random.nextInt(bound);
    }
}
