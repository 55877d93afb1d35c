package io.stargazer.core.task;

import io.stargazer.api.task.Task;
import io.stargazer.api.task.TaskId;
import io.stargazer.core.Roll;
import io.stargazer.core.Table;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of a namespace that ended last, at one moment. Immutable.
 *
 * @param numbers in which place of the order each id is
 * @param order the order in which they ended
 * @param bytes what they take up, see {@link FinishedTasks#sizeBytes}
 */
public record FinishedView(Table<TaskId, Long> numbers, Roll<Task> order, long bytes) {

    static final FinishedView EMPTY = new FinishedView(Table.empty(), Roll.empty(), 0);

    public int size() {
        return numbers.size();
    }

    public @Nullable Task get(TaskId id) {
        Long number = numbers.get(id);
        return number == null ? null : order.get(number);
    }

    /**
     * Those that ended last, the last first.
     *
     * @param before only those with a lower number in {@link #order}; {@code Long.MAX_VALUE} for
     *     the last of all
     */
    public List<Task> latest(long before, int most) {
        List<Task> found = new ArrayList<>();
        long from = Math.min(before, order.next()) - 1;
        for (long number = from; number >= order.first() && found.size() < most; number--) {
            Task task = order.get(number);
            if (task != null) {
                found.add(task);
            }
        }
        return found;
    }
}
