package io.stargazer.api.task.work;

import io.stargazer.api.Limits;
import io.stargazer.api.task.TaskId;
import io.stargazer.api.task.TaskType;
import org.jspecify.annotations.Nullable;

/**
 * What became of one task of a submission. Accepted ones are durable (TK-3), but for those that are
 * ephemeral by choice (TK-6).
 *
 * @param type as which it was taken: the cheaper one, if it was degraded
 * @param prediction when it will be done, for tasks with a deadline; absent when nothing is known
 *     yet of tasks like this
 */
public record Receipt(TaskId id, TaskType type, Verdict verdict, @Nullable Prediction prediction) {

    /** Whether it was taken. */
    public enum Verdict {
        ACCEPTED,
        /** Its id is known: it was submitted before. */
        KNOWN,
        /** It would probably be too late, and was not to be taken then. */
        TOO_LATE
    }

    /**
     * When a task will be done, as far as one can say at its submission (TK-8).
     *
     * @param onTimePerMille how probable it is that it keeps its deadline, 0 to 1000
     * @param p50Ms every other task like this is done by then, milliseconds since 1970
     * @param p99Ms 99 of 100 are
     */
    public record Prediction(int onTimePerMille, long p50Ms, long p99Ms) {
        public Prediction {
            Limits.range("probability per mille", onTimePerMille, 0, 1000);
        }
    }
}
