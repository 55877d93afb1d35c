package io.stargazer.api.task;

import io.stargazer.api.Rejection;
import io.stargazer.api.Status;

/** Expected refusals of task commands. */
public sealed interface TaskRejection extends Rejection {

    /** As many tasks of the type as may be are pending; nothing was accepted. */
    record QueueFull(TaskType type, int pending, int most) implements TaskRejection {}

    /** The payloads of the pending tasks of the type take as much room as they may. */
    record QueueTooLarge(TaskType type, long bytes, long most) implements TaskRejection {}

    record TooManyTypes(TaskType type, int most) implements TaskRejection {}

    /** A type with pending tasks or dead letters is not forgotten. */
    record TypeInUse(TaskType type, int pending, int deadLetters) implements TaskRejection {}

    @Override
    default Status status() {
        return switch (this) {
            case QueueFull r -> Status.OVERLOADED;
            case QueueTooLarge r -> Status.OVERLOADED;
            case TooManyTypes r -> Status.CONFLICT;
            case TypeInUse r -> Status.CONFLICT;
        };
    }

    @Override
    default String code() {
        return switch (this) {
            case QueueFull r -> "task.queue-full";
            case QueueTooLarge r -> "task.queue-too-large";
            case TooManyTypes r -> "task.too-many-types";
            case TypeInUse r -> "task.type-in-use";
        };
    }

    @Override
    default String sentence() {
        return switch (this) {
            case QueueFull(var type, var pending, var most) ->
                    "%s tasks of %s are pending, of at most %s: try again when some are done"
                            .formatted(pending, type, most);
            case QueueTooLarge(var type, var bytes, var most) ->
                    "the pending tasks of %s have payloads of %s bytes, of at most %s: try again when some are done"
                            .formatted(type, bytes, most);
            case TooManyTypes(var type, var most) ->
                    "%s would be one type of task too many: a namespace has at most %s"
                            .formatted(type, most);
            case TypeInUse(var type, var pending, var deadLetters) ->
                    "%s has %s pending tasks and %s dead letters: cancel and drop them first"
                            .formatted(type, pending, deadLetters);
        };
    }
}
