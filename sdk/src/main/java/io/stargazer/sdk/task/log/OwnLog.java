package io.stargazer.sdk.task.log;

import io.stargazer.api.Limits;
import io.stargazer.api.task.EndedAttempt;
import io.stargazer.api.task.work.ExecutorLog;
import io.stargazer.api.task.work.ExecutorLog.Line;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.logging.Handler;

/**
 * The last {@value ExecutorLog#MOST_LINES} lines that an executor wrote: what became of it, which
 * attempts began, what they logged and how they ended, and what the application adds. They stay in
 * this process until somebody asks for them. Payloads and results are never among them.
 * Thread-safe; nothing blocks.
 */
public final class OwnLog {

    /** An answer is no larger, whatever was written. */
    private static final int MOST_BYTES = 512 << 10;

    private final InstantSource clock;
    private final ArrayDeque<Entry> entries = new ArrayDeque<>();
    private long written;

    private record Entry(long number, long atMs, Object what) {

        Line line() {
            String text = Limits.clean(what.toString(), EndedAttempt.MAX_LINE_CHARS);
            return new Line(number, atMs, text);
        }
    }

    /** Nothing written yet; this clock says when something is. */
    public OwnLog(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * Writes a line.
     *
     * @param what small and immutable: it is made a text when somebody asks, which is seldom; what
     *     is longer than a line is cut off
     */
    public void add(Object what) {
        long nowMs = clock.millis();
        synchronized (this) {
            if (entries.size() == ExecutorLog.MOST_LINES) {
                entries.removeFirst();
            }
            entries.addLast(new Entry(++written, nowMs, what));
        }
    }

    /** Writes what a logger of {@code java.util.logging} says, if it is added to that. */
    public Handler handler() {
        return new LogHandler(this);
    }

    /** The answer to a question, see {@link io.stargazer.api.task.work.Work.LogWanted}. */
    public ExecutorLog answer(long question, long after, int most) {
        Deque<Line> lines = new ArrayDeque<>();
        long bytes = 0;
        synchronized (this) {
            Iterator<Entry> newestFirst = entries.descendingIterator();
            while (newestFirst.hasNext() && lines.size() < most) {
                Line line = newestFirst.next().line();
                bytes += 3L * line.text().length();
                if (line.number() <= after || bytes > MOST_BYTES) {
                    break;
                }
                lines.addFirst(line);
            }
        }
        return new ExecutorLog(question, clock.millis(), lines.stream().toList());
    }
}
