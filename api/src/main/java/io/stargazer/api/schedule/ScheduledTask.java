package io.stargazer.api.schedule;

import io.stargazer.api.Limits;
import io.stargazer.api.Name;
import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import io.stargazer.api.codec.Bytes;
import io.stargazer.api.task.NewTask;
import io.stargazer.api.task.TaskId;
import io.stargazer.api.task.TaskOptions;
import io.stargazer.api.task.TaskType;
import java.time.Instant;

/**
 * The task that a schedule submits, over and over.
 *
 * @param type the name of one in the namespace of the schedule
 * @param payload at most 64 KiB
 * @param options without an earliest time and a deadline, which depend on when it fires
 * @param deadlineAfterMs how long after its fire time it is too late, 0 for never
 */
public record ScheduledTask(String type, Bytes payload, TaskOptions options, long deadlineAfterMs) {

    /** The largest payload: every schedule is in the memory of every server. */
    public static final int MAX_PAYLOAD_BYTES = 64 * 1024;

    public ScheduledTask {
        Name.require("task type", type);
        if (payload.size() > MAX_PAYLOAD_BYTES) {
            throw new Rejected(
                    Status.TOO_LARGE,
                    "schedule.too-large",
                    "the payload has %s bytes: at most %s"
                            .formatted(payload.size(), MAX_PAYLOAD_BYTES));
        }
        options = options.withNotBefore(0).withDeadline(0);
        Limits.range("deadline in ms", deadlineAfterMs, 0, Timing.MAX_SPAN_MS);
    }

    /**
     * What is submitted for one fire time. Its id depends on the schedule and that time alone: it
     * exists once, however often it is fired.
     */
    public NewTask at(ScheduleName schedule, long fireMs) {
        TaskOptions timed =
                deadlineAfterMs == 0 ? options : options.withDeadline(fireMs + deadlineAfterMs);
        return new NewTask(id(schedule, fireMs), payload, key(schedule, fireMs), timed);
    }

    public TaskType taskType(ScheduleName schedule) {
        return new TaskType(schedule.namespace(), type);
    }

    TaskId id(ScheduleName schedule, long fireMs) {
        return TaskId.ofKey(taskType(schedule), key(schedule, fireMs));
    }

    private static String key(ScheduleName schedule, long fireMs) {
        return "schedule/" + schedule.name() + "/" + Instant.ofEpochMilli(fireMs);
    }
}
