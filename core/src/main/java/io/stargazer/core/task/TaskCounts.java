package io.stargazer.core.task;

import io.stargazer.api.task.Standing;

/** How many tasks of a type there ever were, and how they ended. */
public record TaskCounts(long submitted, long succeeded, long failed, long cancelled, long dead) {

    static final TaskCounts NONE = new TaskCounts(0, 0, 0, 0, 0);

    TaskCounts plusSubmitted(int more) {
        return new TaskCounts(submitted + more, succeeded, failed, cancelled, dead);
    }

    TaskCounts plus(Standing ended, int more) {
        return new TaskCounts(
                submitted,
                succeeded + (ended == Standing.SUCCEEDED ? more : 0),
                failed + (ended == Standing.FAILED ? more : 0),
                cancelled + (ended == Standing.CANCELLED ? more : 0),
                dead + (ended == Standing.DEAD ? more : 0));
    }
}
