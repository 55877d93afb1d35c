package io.stargazer.server.task.desk;

import io.stargazer.api.Limits;
import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import io.stargazer.api.task.TaskId;
import org.jspecify.annotations.Nullable;

/**
 * Where a list goes on: after the last task that was looked at. Written {@code pending.TYPE.ID},
 * {@code dead.TYPE.ID} or {@code finished.NUMBER}; an opaque word for who asks.
 */
sealed interface PageMark {

    /** In the pending tasks, or the dead letters, of one type. */
    record OfQueue(boolean isDead, String type, TaskId id) implements PageMark {
        @Override
        public String toString() {
            return (isDead ? "dead." : "pending.") + type + "." + id;
        }
    }

    /** In the order in which tasks ended, from the last one on. */
    record OfFinished(long number) implements PageMark {
        @Override
        public String toString() {
            return "finished." + number;
        }
    }

    /**
     * Reads a mark; null for the beginning.
     *
     * @throws Rejected {@code task.illegal-page}
     */
    static @Nullable PageMark parse(String text) {
        if (text.isEmpty()) {
            return null;
        }
        String[] parts = text.split("\\.", -1);
        if (parts.length == 2 && parts[0].equals("finished") && parts[1].matches("[0-9]{1,18}")) {
            return new OfFinished(Long.parseLong(parts[1]));
        }
        boolean isDead = parts[0].equals("dead");
        if (parts.length == 3 && (isDead || parts[0].equals("pending"))) {
            return new OfQueue(isDead, parts[1], TaskId.parse(parts[2]));
        }
        throw new Rejected(
                Status.INVALID_ARGUMENT,
                "task.illegal-page",
                "'%s' is not where a list of tasks goes on: take it from 'next' of the page before"
                        .formatted(Limits.shown(text)));
    }
}
