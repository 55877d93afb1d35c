package io.stargazer.server.task.desk;

import io.stargazer.api.task.TaskType;
import io.stargazer.core.task.QueueView;
import io.stargazer.server.task.dispatch.Load;
import java.util.List;

/**
 * A type of task at one moment.
 *
 * @param queue what the log knows
 * @param load how much there is where, as the leader knows
 * @param oldestMs how long the one waits that waits longest, in milliseconds; 0 when none is ready
 * @param pace how many come and go
 * @param executors who handles it
 */
public record TypeStatus(
        QueueView queue, Load load, long oldestMs, Pace pace, List<ExecutorRow> executors) {

    /**
     * An executor with a handler for the type.
     *
     * @param credit how many attempts it takes at a time, of all types
     * @param outstanding how many it has
     */
    public record ExecutorRow(String name, int credit, int outstanding, boolean isDraining) {}

    /**
     * How many tasks of a type come and go in a second, over the last ten.
     *
     * @param submitted accepted
     * @param ended in whichever way
     * @param failed those of them that failed or became dead letters
     */
    public record Pace(double submitted, double ended, double failed) {

        public static final Pace NONE = new Pace(0, 0, 0);

        public Pace plus(Pace other) {
            return new Pace(
                    submitted + other.submitted, ended + other.ended, failed + other.failed);
        }
    }

    public TaskType type() {
        return queue.type();
    }

    public int pending() {
        return queue.pending().size();
    }

    /** How many more are in the memory of the leader alone. */
    public int ephemeral() {
        return Math.max(0, load.pending() - pending());
    }

    /** Those whose time has not come. */
    public int waiting() {
        return Math.max(0, pending() + ephemeral() - load.ready() - load.running());
    }

    public int deadLetters() {
        return queue.deadLetters().size();
    }
}
