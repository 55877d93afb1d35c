package io.stargazer.server.task.dispatch;

import io.stargazer.api.codec.Bytes;
import io.stargazer.api.task.Course;
import io.stargazer.api.task.NewTask;
import io.stargazer.api.task.Task;
import io.stargazer.api.task.work.HeldAttempt;
import io.stargazer.server.task.pace.Agenda.Alarm;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A pending task, as the dispatcher knows it. */
final class Pending {

    /** What is with it at the moment. */
    enum Place {
        /** Perhaps an executor has it that has not come back yet. */
        HELD,
        /** Its time has not come. */
        WAITING,
        /** In a line. */
        READY,
        /** Some executor has it. */
        RUNNING,
        /** Its end is on the way to the log. */
        ENDING
    }

    Task task;
    Place place = Place.HELD;

    /** In no log: what it says of its order and its fences is not comparable with others. */
    final boolean isEphemeral;

    /** Its place in the order of all tasks, of which some are as old as another. */
    private final long sequence;

    /** Tells those apart: how many there were here before it. */
    private final long number;

    /** How many fences it was given while it is ephemeral. */
    int fences;

    /** Where it stands in line while it is {@link Place#READY}. */
    @Nullable Backlog backlog;

    /** At most two: the second one was begun because the first took long. */
    @Nullable Attempt first;

    @Nullable Attempt second;

    /** Goes off when it may be dispatched. */
    @Nullable Alarm ready;

    /** Goes off when it is too late. */
    @Nullable Alarm deadline;

    /** One that the log has accepted. */
    Pending(Task task) {
        this(task, false, task.sequence(), 0);
    }

    /**
     * @param sequence of an ephemeral one that of the last durable one before it
     */
    Pending(Task task, boolean isEphemeral, long sequence, long number) {
        this.task = task;
        this.isEphemeral = isEphemeral;
        this.sequence = sequence;
        this.number = number;
    }

    /** Stands for a task that an executor has and nobody knows. */
    static Pending unknown(HeldAttempt held) {
        NewTask nothing = NewTask.of(held.id(), Bytes.EMPTY);
        return new Pending(new Task(held.type(), nothing, "", 0, 0, Course.NEW));
    }

    boolean isRunning() {
        return first != null;
    }

    void add(Attempt attempt) {
        if (first == null) {
            first = attempt;
        } else {
            second = attempt;
        }
    }

    void remove(Attempt attempt) {
        if (attempt == first) {
            first = second;
            second = null;
        } else if (attempt == second) {
            second = null;
        }
    }

    List<Attempt> attempts() {
        return first == null ? List.of() : second == null ? List.of(first) : List.of(first, second);
    }

    /** The one that was begun last. */
    @Nullable Attempt newest() {
        return second != null ? second : first;
    }

    @Nullable Attempt attempt(Worker worker, long fence) {
        if (first != null && first.seat.worker == worker && first.fence() == fence) {
            return first;
        }
        return second != null && second.seat.worker == worker && second.fence() == fence
                ? second
                : null;
    }

    /** Of two of one submitter and priority, the one that goes first. */
    boolean isBefore(Pending other) {
        long mine = deadlineMs();
        long others = other.deadlineMs();
        if (mine != others) {
            return mine < others;
        }
        return sequence != other.sequence ? sequence < other.sequence : number < other.number;
    }

    private long deadlineMs() {
        long deadlineMs = task.options().deadlineMs();
        return deadlineMs == 0 ? Long.MAX_VALUE : deadlineMs;
    }
}
