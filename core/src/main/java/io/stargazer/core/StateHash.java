package io.stargazer.core;

import io.stargazer.api.Event;
import io.stargazer.api.Outcome;
import io.stargazer.api.Stamp;
import io.stargazer.api.codec.Sink;
import io.stargazer.api.task.Course;
import io.stargazer.api.task.Task;
import io.stargazer.api.task.TaskEvent;
import java.util.List;

/**
 * The running hash of a state: it depends on every command applied so far and on what each of them
 * did. Two servers with the same hash at the same revision have the same history.
 */
final class StateHash {

    private final Sink sink = new Sink(512);
    private long value;

    StateHash(long value) {
        this.value = value;
    }

    long value() {
        return value;
    }

    /**
     * @param item who asked for what, as in {@link Asked#item}
     */
    void add(Stamp stamp, byte[] item, Outcome outcome) {
        sink.clear();
        sink.fixed64(stamp.revision());
        sink.fixed64(stamp.timeMs());
        switch (outcome) {
            case Outcome.Applied applied -> {
                for (Event event : applied.events()) {
                    add(event);
                }
            }
            case Outcome.Refused refused -> sink.string(refused.rejection().code());
        }
        value = sink.hash64(Sink.hash64(value, item, 0, item.length));
    }

    /** What was asked for is in the item; of tasks it is enough to say what became of which. */
    private void add(Event event) {
        switch (event) {
            case TaskEvent.TasksSubmitted e -> add(1, e.tasks());
            case TaskEvent.AttemptsFailed e -> add(2, e.tasks());
            case TaskEvent.TasksFinished e -> add(3, e.tasks());
            case TaskEvent.TasksResent e -> add(4, e.tasks());
            default -> CommandCodec.write(event, sink);
        }
    }

    private void add(int kind, List<Task> tasks) {
        sink.unsigned(kind);
        sink.unsigned(tasks.size());
        for (Task task : tasks) {
            Course course = task.course();
            sink.fixed64(task.id().high());
            sink.fixed64(task.id().low());
            sink.unsigned(task.sequence());
            sink.unsigned(course.standing().ordinal());
            sink.unsigned(course.attemptsEnded());
            sink.unsigned(course.fence());
        }
    }
}
