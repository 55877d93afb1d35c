package io.stargazer.sdk.task.submit;

import io.stargazer.api.Limits;
import io.stargazer.api.task.TaskId;
import io.stargazer.api.task.TaskType;
import io.stargazer.sdk.task.wire.Repeated;
import io.stargazer.sdk.task.wire.TaskLine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/**
 * Cancels tasks, when it is known that they were accepted; those that were not need not be.
 *
 * @param reason for people
 */
record Cancellation(TaskLine line, Collection<OpenTask> tasks, String reason) {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int MOST_OF_CALL = 10_000;
    private static final int MOST_OF_REASON = 255;

    Cancellation {
        reason = Limits.clean(reason, MOST_OF_REASON);
    }

    /** Begins at once; completes with how many were pending. */
    CompletableFuture<Integer> start() {
        CompletableFuture<Integer> answer = new CompletableFuture<>();
        Thread.ofVirtual()
                .name("task-cancel")
                .start(() -> {
                    try {
                        answer.complete(cancel());
                    } catch (RuntimeException failed) {
                        answer.completeExceptionally(failed);
                    } catch (InterruptedException e) {
                        throw new IllegalStateException("nobody interrupts this thread", e);
                    }
                });
        return answer;
    }

    private int cancel() throws InterruptedException {
        Map<TaskType, List<TaskId>> ids = new TreeMap<>();
        for (OpenTask task : tasks) {
            boolean isAccepted = task.receipt().handle((receipt, why) -> why == null).join();
            if (isAccepted && !task.end().isDone()) {
                TaskType type = task.awaited().type();
                ids.computeIfAbsent(type, absent -> new ArrayList<>()).add(task.id());
            }
        }
        int cancelled = 0;
        for (Map.Entry<TaskType, List<TaskId>> entry : ids.entrySet()) {
            List<TaskId> all = entry.getValue();
            for (int from = 0; from < all.size(); from += MOST_OF_CALL) {
                int to = Math.min(all.size(), from + MOST_OF_CALL);
                cancelled += cancel(entry.getKey(), all.subList(from, to));
            }
        }
        return cancelled;
    }

    private int cancel(TaskType type, List<TaskId> ids) throws InterruptedException {
        return Repeated.call(
                line,
                PATIENCE,
                session ->
                        session.call(contract -> contract.cancel(session.id(), type, ids, reason)));
    }
}
