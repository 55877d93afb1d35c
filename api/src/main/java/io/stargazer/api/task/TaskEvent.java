package io.stargazer.api.task;

import io.stargazer.api.Event;
import io.stargazer.api.codec.Tag;
import java.util.List;

/**
 * Facts about tasks. Those about tasks name those of one command, in its order, never none; what a
 * command did not change is not mentioned.
 */
public sealed interface TaskEvent extends Event {

    /** Accepted; pending from now on. */
    @Tag(1)
    record TasksSubmitted(TaskType type, List<Task> tasks) implements TaskEvent {
        public TasksSubmitted {
            tasks = List.copyOf(tasks);
        }
    }

    /** An attempt failed, and there will be another: see {@link Task#readyMs}. */
    @Tag(2)
    record AttemptsFailed(TaskType type, List<Task> tasks) implements TaskEvent {
        public AttemptsFailed {
            tasks = List.copyOf(tasks);
        }
    }

    /** They ended, in whichever way their standing says. */
    @Tag(3)
    record TasksFinished(TaskType type, List<Task> tasks) implements TaskEvent {
        public TasksFinished {
            tasks = List.copyOf(tasks);
        }
    }

    /** Attempts ended that do not count: what they did must not be believed (TK-4). */
    @Tag(4)
    record AttemptsRefused(TaskType type, List<RefusedAttempt> attempts) implements TaskEvent {
        public AttemptsRefused {
            attempts = List.copyOf(attempts);
        }
    }

    /** Pending again, after a person sent them once more. */
    @Tag(5)
    record TasksResent(TaskType type, List<Task> tasks) implements TaskEvent {
        public TasksResent {
            tasks = List.copyOf(tasks);
        }
    }

    /** Finished tasks that are no longer remembered because of their age. */
    @Tag(6)
    record TasksForgotten(String namespace, int tasks) implements TaskEvent {}

    @Tag(7)
    record DeadLettersDropped(TaskType type, List<TaskId> ids) implements TaskEvent {
        public DeadLettersDropped {
            ids = List.copyOf(ids);
        }
    }

    /** A type was paused, resumed, or given limits. */
    @Tag(8)
    record TypeChanged(TaskType type, boolean isPaused, TypeLimits limits) implements TaskEvent {}

    @Tag(9)
    record TypeForgotten(TaskType type) implements TaskEvent {}

    @Tag(10)
    record DispatchingBegun(String server) implements TaskEvent {}

    /** An attempt that does not count. */
    record RefusedAttempt(TaskId id, long fence, Refusal why) {}

    /** Why an attempt does not count. */
    enum Refusal {
        /** The task is not remembered, or never was. */
        UNKNOWN_TASK,
        /** The task has ended. */
        FINISHED,
        /** A later attempt, or this one, has ended already. */
        FENCED
    }
}
