package io.stargazer.app.demo;

import io.stargazer.rpc.Idempotent;
import java.util.SortedMap;

/** The demo's service: counts what is in a text. */
public interface TextStatistics {

    String SERVICE = "text-statistics";

    /** Counts one text; may be repeated, the answer is the same. */
    @Idempotent
    Statistics count(Text text);

    /** A text and where it came from. */
    record Text(String path, String content) {}

    /**
     * What is in a text.
     *
     * @param words how often each of the most frequent words occurs, see {@link TextCounter}
     */
    record Statistics(
            int lines, int characters, int longestLine, SortedMap<String, Integer> words) {}
}
