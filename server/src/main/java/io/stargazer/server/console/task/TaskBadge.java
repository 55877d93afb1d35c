package io.stargazer.server.console.task;

import io.stargazer.server.console.page.Badge;
import io.stargazer.server.console.page.Badge.State;
import io.stargazer.server.task.desk.TaskPhase;

/** The states of tasks as colours and words. */
final class TaskBadge {

    private TaskBadge() {}

    static Badge of(TaskPhase phase) {
        return new Badge(colour(phase), "task-state." + phase.word());
    }

    private static State colour(TaskPhase phase) {
        return switch (phase) {
            case DISPATCHED, RUNNING, SUCCEEDED -> State.RUNNING;
            case WAITING, PAUSED, HELD -> State.DEGRADED;
            case FAILED, DEAD -> State.FAILED;
            case PENDING, QUEUED, CANCELLED -> State.STOPPED;
        };
    }
}
