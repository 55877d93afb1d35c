package io.stargazer.sdk.task.log;

import io.stargazer.api.task.TaskId;
import io.stargazer.api.task.work.Assignment;

/**
 * What an {@link OwnLog} says of an attempt. Small, so that a thousand cost nothing: never the
 * payload, the result, or what an exception says, which may quote them.
 */
public sealed interface AttemptLine {

    /** A handler was called. */
    record Began(TaskId id, String type, int attempt) implements AttemptLine {

        public static Began of(Assignment assignment) {
            return new Began(
                    assignment.request().id(), assignment.type().name(), assignment.attempt());
        }

        @Override
        public String toString() {
            return "%s %s attempt %d began".formatted(id, type, attempt);
        }
    }

    /** The handler wrote a line. */
    record Wrote(TaskId id, String line) implements AttemptLine {

        @Override
        public String toString() {
            return id + " | " + line;
        }
    }

    /**
     * It is over.
     *
     * @param how it ended, in a word or two
     * @param tookNs how long the handler ran
     */
    record Ended(TaskId id, String how, long tookNs) implements AttemptLine {

        @Override
        public String toString() {
            return "%s %s after %,d ms".formatted(id, how, tookNs / 1_000_000);
        }
    }
}
