package io.stargazer.server.task.dispatch;

import io.stargazer.api.task.TaskId;
import io.stargazer.api.task.TaskType;
import io.stargazer.api.task.work.AwaitedTask;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * The attempts that are over, for people who look at a task and for forecasts: of the last {@value
 * #MOST_TASKS} tasks, and of each the last {@value #MOST_ATTEMPTS}.
 */
public final class Past {

    /**
     * An attempt that is over.
     *
     * @param number which one of its task, from 1
     * @param executor who had it
     * @param beganMs when it was dispatched, milliseconds since 1970
     * @param endedMs when its executor said that it ended, or the log said so without it
     * @param isReturned whether its executor said that it ended: then the time between is how long
     *     it took
     */
    public record Over(
            int number, String executor, long beganMs, long endedMs, boolean isReturned) {}

    private static final int MOST_TASKS = 10_000;
    private static final int MOST_ATTEMPTS = 100;

    private final Map<AwaitedTask, List<Over>> tasks = new LinkedHashMap<>();
    private final BiConsumer<TaskType, Over> listener;

    /**
     * @param listener told of each attempt that is over
     */
    Past(BiConsumer<TaskType, Over> listener) {
        this.listener = listener;
    }

    void add(Attempt attempt, long nowMs) {
        TaskType type = attempt.seat.type.type;
        long endedMs = attempt.isReturned ? attempt.returnedMs : nowMs;
        Over past =
                new Over(
                        attempt.number(),
                        attempt.worker().name(),
                        attempt.beganMs(),
                        endedMs,
                        attempt.isReturned);
        listener.accept(type, past);
        List<Over> ofTask =
                tasks.computeIfAbsent(
                        new AwaitedTask(type, attempt.pending.task.id()), _ -> new ArrayList<>(1));
        if (ofTask.size() == MOST_ATTEMPTS) {
            ofTask.removeFirst();
        }
        ofTask.add(past);
        if (tasks.size() > MOST_TASKS) {
            var eldest = tasks.keySet().iterator();
            eldest.next();
            eldest.remove();
        }
    }

    List<Over> of(TaskType type, TaskId id) {
        return List.copyOf(tasks.getOrDefault(new AwaitedTask(type, id), List.of()));
    }
}
