package io.stargazer.api.task;

import io.stargazer.api.Command;
import io.stargazer.api.Limits;
import io.stargazer.api.Name;
import io.stargazer.api.codec.Tag;
import java.util.List;

/**
 * Changes to tasks. Those about tasks carry many of one type, at most {@value #MOST_TASKS}; each
 * stands for itself: what cannot be done with one of them does not keep the others from it.
 */
public sealed interface TaskCommand extends Command {

    /** How many tasks one command may be about. */
    int MOST_TASKS = 10_000;

    /**
     * Accepts tasks, all or none. One whose id is remembered, be it finished, changes nothing: the
     * first counts.
     *
     * @param submitter who asked, for fairness between submitters and for people; at most 140
     *     characters, as in {@code app:default/shop}
     */
    @Tag(1)
    record SubmitTasks(TaskType type, String submitter, List<NewTask> tasks)
            implements TaskCommand {
        public SubmitTasks {
            Limits.text("submitter", submitter, 140);
            tasks = atMost(tasks);
        }
    }

    /**
     * Attempts ended. One counts if its task is pending and its fence is greater than that of the
     * last one that did: the first of two attempts wins, a repetition and a straggler change
     * nothing and are answered by {@link TaskEvent.AttemptsRefused}.
     */
    @Tag(2)
    record EndAttempts(TaskType type, List<EndedAttempt> attempts) implements TaskCommand {
        public EndAttempts {
            attempts = atMost(attempts);
        }
    }

    /** Ends pending tasks; others stay as they are. */
    @Tag(3)
    record CancelTasks(TaskType type, List<TaskId> ids, String reason) implements TaskCommand {
        public CancelTasks {
            ids = atMost(ids);
            Limits.text("reason", reason, 255);
        }
    }

    /**
     * Tries dead letters and failed tasks again, with all of their attempts and without a deadline;
     * others stay as they are.
     */
    @Tag(4)
    record ResendTasks(TaskType type, List<TaskId> ids) implements TaskCommand {
        public ResendTasks {
            ids = atMost(ids);
        }
    }

    /** Tasks of this type are accepted, but none is dispatched until it is resumed. */
    @Tag(5)
    record PauseType(TaskType type) implements TaskCommand {}

    @Tag(6)
    record ResumeType(TaskType type) implements TaskCommand {}

    @Tag(7)
    record SetTypeLimits(TaskType type, TypeLimits limits) implements TaskCommand {}

    /**
     * A new leader is about to dispatch, once: from here on its fences are greater than those of
     * the leader before.
     */
    @Tag(8)
    record BeginDispatching(String server) implements TaskCommand {
        public BeginDispatching {
            Name.require("server", server);
        }
    }

    /**
     * Forgets finished tasks of a namespace that ended before a time, the oldest first, at most
     * {@value #MOST_TASKS} of them; dead letters stay.
     *
     * @param beforeMs milliseconds since 1970
     */
    @Tag(9)
    record ForgetTasks(String namespace, long beforeMs) implements TaskCommand {
        public ForgetTasks {
            Limits.text("namespace", namespace, 63);
        }
    }

    /** Forgets dead letters; others stay as they are. */
    @Tag(10)
    record DropDeadLetters(TaskType type, List<TaskId> ids) implements TaskCommand {
        public DropDeadLetters {
            ids = atMost(ids);
        }
    }

    /** Forgets the limits and the pause of a type without pending tasks and dead letters. */
    @Tag(11)
    record ForgetType(TaskType type) implements TaskCommand {}

    private static <T> List<T> atMost(List<T> items) {
        Limits.range("number of tasks", items.size(), 0, MOST_TASKS);
        return List.copyOf(items);
    }
}
