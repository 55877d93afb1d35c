package io.stargazer.app.demo;

import io.stargazer.app.demo.TextStatistics.Statistics;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is in many texts: the result of a part of the demo's job, and of the whole.
 *
 * @param words how often the most frequent words of each text occur, over all texts
 */
public record SourceTotals(
        int texts, long lines, long characters, int longestLine, SortedMap<String, Long> words) {

    static final SourceTotals NONE = new SourceTotals(0, 0, 0, 0, new TreeMap<>());

    /** These together: the order does not matter. */
    static SourceTotals sum(List<SourceTotals> parts) {
        Sum sum = new Sum();
        parts.forEach(sum::add);
        return sum.totals();
    }

    /** Adds up. Not thread-safe. */
    static final class Sum {
        private final SortedMap<String, Long> words = new TreeMap<>();
        private int texts;
        private long lines;
        private long characters;
        private int longestLine;

        void add(Statistics text) {
            texts++;
            lines += text.lines();
            characters += text.characters();
            longestLine = Math.max(longestLine, text.longestLine());
            text.words().forEach((word, count) -> words.merge(word, (long) count, Long::sum));
        }

        void add(SourceTotals part) {
            texts += part.texts;
            lines += part.lines;
            characters += part.characters;
            longestLine = Math.max(longestLine, part.longestLine);
            part.words.forEach((word, count) -> words.merge(word, count, Long::sum));
        }

        SourceTotals totals() {
            return new SourceTotals(texts, lines, characters, longestLine, new TreeMap<>(words));
        }
    }
}
