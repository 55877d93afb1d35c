package io.stargazer.api.task;

import io.stargazer.api.Limits;
import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import io.stargazer.api.codec.Bytes;

/**
 * A task as it is asked for, without its type: what is submitted together is of one type.
 *
 * @param id of {@link TaskId#create} or, with a key, of {@link TaskId#ofKey}
 * @param payload what the handler gets, at most 1 MiB
 * @param key the idempotency key that the id was derived from, for people; at most 255 characters,
 *     empty without one
 * @param options when and how it is to run
 */
public record NewTask(TaskId id, Bytes payload, String key, TaskOptions options) {

    /** The largest payload, and the largest result. */
    public static final int MAX_PAYLOAD_BYTES = 1 << 20;

    public NewTask {
        if (payload.size() > MAX_PAYLOAD_BYTES) {
            throw tooLarge("payload", payload.size());
        }
        Limits.text("key", key, 255);
        if (options.equals(TaskOptions.DEFAULT)) {
            options = TaskOptions.DEFAULT; // a million tasks share them
        }
    }

    /** A task without a key, to run at once. */
    public static NewTask of(TaskId id, Bytes payload) {
        return new NewTask(id, payload, "", TaskOptions.DEFAULT);
    }

    /** A task that is submitted once, however often it is submitted. */
    public static NewTask ofKey(TaskType type, String key, Bytes payload) {
        return new NewTask(TaskId.ofKey(type, key), payload, key, TaskOptions.DEFAULT);
    }

    public NewTask withOptions(TaskOptions newOptions) {
        return new NewTask(id, payload, key, newOptions);
    }

    static Rejected tooLarge(String what, int bytes) {
        return new Rejected(
                Status.TOO_LARGE,
                "task.too-large",
                "the %s has %s bytes: at most %s".formatted(what, bytes, MAX_PAYLOAD_BYTES));
    }
}
