package io.stargazer.server.task.desk;

import io.stargazer.api.task.Task;
import io.stargazer.server.task.dispatch.Whereabouts;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What is with a task, in the word that people read (TK-2). */
public enum TaskPhase {
    /** To be done; this server does not lead and knows no more. */
    PENDING,
    /** An executor will get it as soon as there is room. */
    QUEUED,
    /** Its time has not come: it was submitted for later, or rests from an attempt that failed. */
    WAITING,
    /** It would be its turn, but its type is paused. */
    PAUSED,
    /** Perhaps an executor has it that has not come back to a new leader yet. */
    HELD,
    /** An executor has it; as far as anybody knows it waits for its place there. */
    DISPATCHED,
    /** Its handler runs, and has said so: after a moment, so what is quick is never seen so. */
    RUNNING,
    SUCCEEDED,
    FAILED,
    CANCELLED,
    DEAD;

    /**
     * @param where null where nobody knows
     * @param runs whether one of the attempts has said so
     */
    static TaskPhase of(Task task, @Nullable Whereabouts where, boolean runs) {
        return switch (task.standing()) {
            case SUCCEEDED -> SUCCEEDED;
            case FAILED -> FAILED;
            case CANCELLED -> CANCELLED;
            case DEAD -> DEAD;
            case PENDING -> where == null ? PENDING : of(where, runs);
        };
    }

    private static TaskPhase of(Whereabouts where, boolean runs) {
        return switch (where.where()) {
            case HELD -> HELD;
            case WAITING -> WAITING;
            case PAUSED -> PAUSED;
            case QUEUED -> QUEUED;
            case DISPATCHED -> runs ? RUNNING : DISPATCHED;
            case ENDING -> PENDING;
        };
    }

    /** As programs and addresses write it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
