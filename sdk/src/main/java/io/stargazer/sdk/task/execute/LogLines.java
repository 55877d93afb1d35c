package io.stargazer.sdk.task.execute;

import io.stargazer.api.Limits;
import io.stargazer.api.task.EndedAttempt;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * The last lines that an attempt wrote, and those that nobody has been told of yet: as many of
 * either as may travel, with a word on how many are missing. Thread-safe.
 */
final class LogLines {

    private final Tail all = new Tail();
    private final Tail fresh = new Tail();

    /** Each line of the text; the end of a line that is too long is cut off. */
    synchronized void add(String text) {
        Iterator<String> lines = text.lines().iterator();
        while (lines.hasNext()) {
            String line = Limits.clean(lines.next(), EndedAttempt.MAX_LINE_CHARS);
            all.add(line);
            fresh.add(line);
        }
    }

    synchronized List<String> all() {
        return all.lines();
    }

    /** What has come since it was asked for last. */
    synchronized List<String> takeFresh() {
        List<String> lines = fresh.lines();
        fresh.clear();
        return lines;
    }

    private static final class Tail {

        private final ArrayDeque<String> lines = new ArrayDeque<>();
        private long dropped;

        void add(String line) {
            if (lines.size() == EndedAttempt.MAX_LINES) {
                lines.removeFirst();
                dropped++;
            }
            lines.addLast(line);
        }

        List<String> lines() {
            List<String> told = new ArrayList<>(lines);
            if (dropped > 0) {
                told.set(0, "(%d lines before these were dropped)".formatted(dropped + 1));
            }
            return told;
        }

        void clear() {
            lines.clear();
            dropped = 0;
        }
    }
}
