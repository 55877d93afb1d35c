package io.stargazer.server.task.desk;

import io.stargazer.api.task.Task;
import io.stargazer.server.task.dispatch.Past;
import io.stargazer.server.task.live.LiveNotes.Said;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A task at one moment: what the log knows and what the leader knows.
 *
 * @param running the attempts that executors have now
 * @param past the attempts that are over, if that is not too long ago
 * @param said what the attempt said that runs, null when nothing
 */
public record TaskStatus(
        Task task,
        TaskPhase phase,
        List<RunningAttempt> running,
        List<Past.Over> past,
        @Nullable Said said) {

    /**
     * An attempt that an executor has.
     *
     * @param number from 1
     * @param beganMs when it was dispatched, milliseconds since 1970
     */
    public record RunningAttempt(int number, long fence, String executor, long beganMs) {}

    /** Who has it, or had it last; empty for nobody yet. */
    public String executor() {
        return running.isEmpty() ? task.course().executor() : running.getLast().executor();
    }

    /** How many attempts there were, that which runs included. */
    public int attempts() {
        return running.stream()
                .mapToInt(RunningAttempt::number)
                .reduce(task.course().attemptsEnded(), Math::max);
    }

    /** The last lines of the attempt that runs, or of the last one. */
    public List<String> log() {
        return said != null ? said.lines() : running.isEmpty() ? task.course().log() : List.of();
    }
}
