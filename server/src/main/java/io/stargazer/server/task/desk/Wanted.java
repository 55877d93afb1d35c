package io.stargazer.server.task.desk;

import io.stargazer.api.Limits;
import io.stargazer.api.Name;
import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import io.stargazer.api.task.Task;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Which tasks somebody wants to see, or do something with.
 *
 * @param namespace of which
 * @param type the name of one, empty for all
 * @param state which of them
 * @param contains what stands in their error, key, submitter, executor, labels or group, in any
 *     case; at most 255 characters, empty for all
 */
public record Wanted(String namespace, String type, State state, String contains) {

    /** What is asked for by a word. */
    public enum State {
        /** First what is pending, then the dead letters, then what ended, the last first. */
        ALL,
        PENDING,
        QUEUED,
        WAITING,
        PAUSED,
        DISPATCHED,
        RUNNING,
        DEAD,
        /** Ended in whichever way, but for the dead letters. */
        FINISHED,
        SUCCEEDED,
        FAILED,
        CANCELLED;

        /**
         * The state that a word means.
         *
         * @throws Rejected {@code task.illegal-state}
         */
        public static State of(String word) {
            for (State state : values()) {
                if (state.word().equals(word)) {
                    return state;
                }
            }
            String known =
                    Arrays.stream(values()).map(State::word).collect(Collectors.joining(", "));
            throw new Rejected(
                    Status.INVALID_ARGUMENT,
                    "task.illegal-state",
                    "'%s' is no state: there are %s".formatted(Limits.shown(word), known));
        }

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        boolean isPending() {
            return this == PENDING
                    || this == QUEUED
                    || this == WAITING
                    || this == PAUSED
                    || isWithExecutors();
        }

        /** Executors have them. */
        boolean isWithExecutors() {
            return this == DISPATCHED || this == RUNNING;
        }
    }

    public Wanted {
        Name.require("namespace", namespace);
        if (!type.isEmpty()) {
            Name.require("task type", type);
        }
        Limits.text("search text", contains, 255);
        contains = contains.toLowerCase(Locale.ROOT);
    }

    boolean isOfType(Task task) {
        return type.isEmpty() || task.type().name().equals(type);
    }

    /** Whether the texts of a task have what is looked for. */
    boolean matches(Task task) {
        return contains.isEmpty()
                || has(task.course().error())
                || has(task.request().key())
                || has(task.submitter())
                || has(task.course().executor())
                || has(task.options().group())
                || task.options().labels().entrySet().stream()
                        .anyMatch(label -> has(label.getKey() + "=" + label.getValue()));
    }

    private boolean has(String text) {
        return !text.isEmpty() && text.toLowerCase(Locale.ROOT).contains(contains);
    }

    /** Whether a task in this phase is asked for. */
    boolean matches(TaskPhase phase) {
        return switch (state) {
            case ALL -> true;
            case PENDING -> phase.ordinal() <= TaskPhase.RUNNING.ordinal();
            case QUEUED -> phase == TaskPhase.QUEUED;
            case WAITING -> phase == TaskPhase.WAITING;
            case PAUSED -> phase == TaskPhase.PAUSED;
            case DISPATCHED -> phase == TaskPhase.DISPATCHED;
            case RUNNING -> phase == TaskPhase.RUNNING;
            case DEAD -> phase == TaskPhase.DEAD;
            case FINISHED -> phase.ordinal() > TaskPhase.RUNNING.ordinal();
            case SUCCEEDED -> phase == TaskPhase.SUCCEEDED;
            case FAILED -> phase == TaskPhase.FAILED;
            case CANCELLED -> phase == TaskPhase.CANCELLED;
        };
    }
}
