package io.stargazer.api.task.work;

import io.stargazer.api.Limits;
import io.stargazer.api.task.EndedAttempt;
import io.stargazer.api.task.TaskId;
import io.stargazer.api.task.TaskType;
import java.util.List;

/**
 * What an attempt says while it runs (TK-9).
 *
 * @param fence of the attempt
 * @param atMs when it was said, by the clock of the executor, milliseconds since 1970
 * @param perMille how much is done, 0 to 1000; -1 when it does not say
 * @param lines that it wrote since its last note, as in {@link EndedAttempt#log}
 */
public record TaskNote(
        TaskType type, TaskId id, long fence, long atMs, int perMille, List<String> lines) {

    public TaskNote {
        Limits.range("progress per mille", perMille, -1, 1000);
        Limits.list("log", lines, EndedAttempt.MAX_LINES, EndedAttempt.MAX_LINE_CHARS);
        lines = List.copyOf(lines);
    }

    /** Says only that the attempt runs. */
    public boolean isSilent() {
        return perMille < 0 && lines.isEmpty();
    }
}
