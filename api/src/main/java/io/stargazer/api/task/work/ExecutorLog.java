package io.stargazer.api.task.work;

import io.stargazer.api.Limits;
import io.stargazer.api.task.EndedAttempt;
import java.util.List;

/**
 * What an executor has written of itself, as it answers {@link Work.LogWanted} (TK-9).
 *
 * @param question that is answered
 * @param nowMs what time the executor believes it is, milliseconds since 1970: so a wrong clock is
 *     known
 * @param lines at most {@value #MOST_LINES}, the oldest first
 */
public record ExecutorLog(long question, long nowMs, List<Line> lines) {

    /** So many lines an executor keeps. */
    public static final int MOST_LINES = 1_000;

    public ExecutorLog {
        Limits.range("number of lines", lines.size(), 0, MOST_LINES);
        lines = List.copyOf(lines);
    }

    /**
     * One line.
     *
     * @param number from 1, one more for each line that the process wrote
     * @param atMs when, by the clock of the executor, milliseconds since 1970
     * @param text up to {@value EndedAttempt#MAX_LINE_CHARS} characters
     */
    public record Line(long number, long atMs, String text) {
        public Line {
            Limits.text("line", text, EndedAttempt.MAX_LINE_CHARS);
        }
    }
}
