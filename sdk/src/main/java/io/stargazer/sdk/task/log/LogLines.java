package io.stargazer.sdk.task.log;

import io.stargazer.api.Limits;
import io.stargazer.api.task.EndedAttempt;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;

/**
 * The last lines that an attempt wrote, and those that nobody has been told of yet: as many of
 * either as may travel, with a word on how many are missing. Thread-safe.
 */
public final class LogLines {

    private final Tail all = new Tail();
    private final Tail fresh = new Tail();
    private final Consumer<String> onWritten;

    /**
     * None yet.
     *
     * @param onWritten hears each line that the handler writes; must not block
     */
    public LogLines(Consumer<String> onWritten) {
        this.onWritten = onWritten;
    }

    /** What the handler writes: each line of the text. */
    public synchronized void write(String text) {
        add(text, onWritten);
    }

    /** What the executor adds to that. */
    public synchronized void add(String text) {
        add(text, line -> {});
    }

    /** The end of a line that is too long is cut off. */
    private void add(String text, Consumer<String> onLine) {
        Iterator<String> lines = text.lines().iterator();
        while (lines.hasNext()) {
            String line = Limits.clean(lines.next(), EndedAttempt.MAX_LINE_CHARS);
            all.add(line);
            fresh.add(line);
            onLine.accept(line);
        }
    }

    public synchronized List<String> all() {
        return all.lines();
    }

    /** What has come since it was asked for last. */
    public synchronized List<String> takeFresh() {
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
