package io.stargazer.core.task;

import io.stargazer.api.task.Course;
import io.stargazer.api.task.Task;
import io.stargazer.api.task.TaskId;
import io.stargazer.core.RollEditor;
import io.stargazer.core.TableEditor;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of one namespace that ended last, while commands change them: as many as may be, and no
 * larger in all than may be. One thread.
 */
final class FinishedTasks {

    private final TaskBounds bounds;
    private final TableEditor<TaskId, Long> numbers;
    private final RollEditor<Task> order;
    private long bytes;

    FinishedTasks(FinishedView view, TaskBounds bounds) {
        this.bounds = bounds;
        numbers = new TableEditor<>(view.numbers());
        order = new RollEditor<>(view.order());
        bytes = view.bytes();
    }

    FinishedView view() {
        return new FinishedView(numbers.table(), order.roll(), bytes);
    }

    @Nullable Task get(TaskId id) {
        Long number = numbers.isEmpty() ? null : numbers.get(id);
        return number == null ? null : order.get(number);
    }

    /** Remembers a task; one with the same id, of another type, and the oldest are forgotten. */
    void add(Task task) {
        bytes += sizeBytes(task);
        Long same = numbers.put(task.id(), order.add(task));
        if (same != null) {
            clear(same);
        }
        while (order.next() - order.first() > bounds.finished() || bytes > bounds.finishedBytes()) {
            removeFirst();
        }
    }

    void remove(TaskId id) {
        Long number = numbers.remove(id);
        if (number != null) {
            clear(number);
        }
    }

    /** Forgets those that ended before a time, the oldest first; returns how many. */
    int forget(long beforeMs, int most) {
        int forgotten = 0;
        while (forgotten < most && order.first() < order.next()) {
            Task first = order.get(order.first());
            if (first != null && first.course().changedMs() >= beforeMs) {
                break;
            }
            removeFirst();
            forgotten += first == null ? 0 : 1;
        }
        return forgotten;
    }

    private void clear(long number) {
        Task task = order.get(number);
        if (task != null) {
            bytes -= sizeBytes(task);
            order.clear(number);
        }
    }

    private void removeFirst() {
        Task task = order.removeFirst();
        if (task != null) {
            bytes -= sizeBytes(task);
            numbers.remove(task.id());
        }
    }

    /** What a finished task takes up apart from what they all do: payload, result and texts. */
    static long sizeBytes(Task task) {
        Course course = task.course();
        long size = (long) task.request().payload().size() + course.result().size();
        size += course.error().length();
        for (String line : course.log()) {
            size += line.length();
        }
        return size;
    }
}
