package io.stargazer.core.workflow;

import io.stargazer.api.codec.Bytes;
import io.stargazer.api.task.TaskId;

/**
 * One task of a step.
 *
 * @param place which one
 * @param task its id, another one in each round
 * @param outcome how it went
 * @param result of a success, else empty
 */
public record Part(Place place, TaskId task, Outcome outcome, Bytes result) {

    /** Which part of which step, by their places in the plan and in the list. */
    public record Place(int step, int part) implements Comparable<Place> {
        @Override
        public int compareTo(Place other) {
            int byStep = Integer.compare(step, other.step);
            return byStep != 0 ? byStep : Integer.compare(part, other.part);
        }
    }

    /** How it went. */
    public enum Outcome {
        PENDING,
        SUCCEEDED,
        FAILED
    }
}
