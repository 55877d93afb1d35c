package io.stargazer.api.task.work;

import io.stargazer.api.Limits;
import io.stargazer.api.Name;
import io.stargazer.api.task.NewTask;
import io.stargazer.api.task.TaskCommand;
import io.stargazer.api.task.TaskType;
import java.util.List;

/**
 * Tasks of one type to be accepted together: all or none of those that fit into one entry of the
 * log, which has room for 1,152 KiB of payloads and texts, 160 bytes more for each task. Of more,
 * the first ones may be accepted although the rest are not; submitting all of them again is
 * harmless.
 *
 * @param tasks at most {@value io.stargazer.api.task.TaskCommand#MOST_TASKS}
 * @param late what to do with those that will probably miss their deadline (TK-8)
 * @param cheaperType the type that such tasks become under {@link Late#DEGRADE}: the name of one in
 *     the same namespace; empty otherwise
 * @param isAwaited whether their ends are to be told on the stream of outcomes of this session
 */
public record Submission(
        TaskType type, List<NewTask> tasks, Late late, String cheaperType, boolean isAwaited) {

    public Submission {
        Limits.range("number of tasks", tasks.size(), 0, TaskCommand.MOST_TASKS);
        tasks = List.copyOf(tasks);
        if (late == Late.DEGRADE || !cheaperType.isEmpty()) {
            Name.require("task type", cheaperType);
        }
    }

    /** What to do with a task that will probably be too late. */
    public enum Late {
        /** Take it, and say so. */
        ACCEPT,
        /** Do not take it. */
        REJECT,
        /** Take it as a task of the cheaper type. */
        DEGRADE
    }
}
