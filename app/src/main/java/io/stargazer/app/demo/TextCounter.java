package io.stargazer.app.demo;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Counts lines, characters and the twenty most frequent words. The same for every caller. */
public final class TextCounter implements TextStatistics {

    private static final int KEPT_WORDS = 20;

    @Override
    public Statistics count(Text text) {
        String content = text.content();
        int lines = 0;
        int longest = 0;
        int start = 0;
        for (int i = 0; i <= content.length(); i++) {
            if (i == content.length() || content.charAt(i) == '\n') {
                if (i > start || i < content.length()) {
                    lines++;
                }
                longest = Math.max(longest, i - start);
                start = i + 1;
            }
        }
        return new Statistics(lines, content.length(), longest, mostFrequent(content));
    }

    private static SortedMap<String, Integer> mostFrequent(String content) {
        Map<String, Integer> counts = new HashMap<>();
        int start = -1;
        for (int i = 0; i <= content.length(); i++) {
            boolean inWord =
                    i < content.length() && Character.isJavaIdentifierPart(content.charAt(i));
            if (inWord && start < 0) {
                start = i;
            } else if (!inWord && start >= 0) {
                counts.merge(content.substring(start, i), 1, Integer::sum);
                start = -1;
            }
        }
        TreeMap<String, Integer> kept = new TreeMap<>();
        counts.entrySet().stream()
                .sorted(
                        Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
                                .thenComparing(Map.Entry.comparingByKey()))
                .limit(KEPT_WORDS)
                .forEach(entry -> kept.put(entry.getKey(), entry.getValue()));
        return kept;
    }
}
