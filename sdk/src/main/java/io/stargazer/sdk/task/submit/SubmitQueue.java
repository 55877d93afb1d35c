package io.stargazer.sdk.task.submit;

import io.stargazer.api.Faulted;
import io.stargazer.api.task.work.Receipt;
import io.stargazer.api.task.work.Submission;
import io.stargazer.api.task.work.TaskContract;
import io.stargazer.rpc.CallContext;
import io.stargazer.sdk.task.submit.OpenTask.Group;
import io.stargazer.sdk.task.wire.Batches;
import io.stargazer.sdk.task.wire.Batches.Batch;
import io.stargazer.sdk.task.wire.Batches.Bounds;
import io.stargazer.sdk.task.wire.Setback;
import io.stargazer.sdk.task.wire.TaskLine;
import io.stargazer.sdk.task.wire.TaskSession;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Submits tasks: all that wait and may travel together do, a few calls at a time, again and again
 * with the same ids until they are answered or overdue. Thread-safe; does not block.
 */
final class SubmitQueue {

    private static final Bounds BOUNDS = new Bounds(8, 2_000, 1 << 20);

    /** Who hears of answers. */
    interface Answers {

        /** On a virtual thread, as {@link #refused}. */
        void received(OpenTask task, Receipt receipt);

        void refused(OpenTask task, Throwable why);

        /** {@link #send} is to be called again in a while; on any thread, must not block. */
        void setBack();
    }

    private final TaskLine line;
    private final Predicate<TaskSession> isListening;
    private final Answers answers;
    private final Batches<Group, OpenTask> waiting = new Batches<>(BOUNDS, OpenTask::bytes);

    /**
     * Nothing to submit yet.
     *
     * @param isListening whether the stream is open on which the ends of what is submitted come
     */
    SubmitQueue(TaskLine line, Predicate<TaskSession> isListening, Answers answers) {
        this.line = line;
        this.isListening = isListening;
        this.answers = answers;
    }

    void add(OpenTask task) {
        waiting.add(task.group(), task);
    }

    boolean isHeldUp() {
        return waiting.isHeldUp();
    }

    void begin() {
        waiting.begin();
    }

    /** Those that wait and fit the condition are not submitted. */
    List<OpenTask> remove(Predicate<OpenTask> unwanted) {
        return waiting.remove(unwanted);
    }

    /** Sends what waits, as far as calls may be made now. */
    void send() {
        if (CallContext.current().isPresent()) {
            // Calls would inherit the deadline of the one that this thread serves.
            Thread.ofVirtual().name("task-submit").start(this::sendAll);
        } else {
            sendAll();
        }
    }

    private void sendAll() {
        while (true) {
            TaskSession session = line.session();
            Batch<Group, OpenTask> batch = session == null ? null : next(session);
            if (session == null || batch == null) {
                return;
            }
            // First this, then the question: who opens the stream anew must know of them.
            batch.items().forEach(OpenTask::sent);
            if (!maySend(session, batch.key())) {
                waiting.putBack(batch);
                answers.setBack();
                return;
            }
            session.call(contract -> submit(contract, session, batch))
                    .whenComplete((receipts, thrown) -> answered(batch, receipts, thrown));
        }
    }

    private static CompletableFuture<List<Receipt>> submit(
            TaskContract contract, TaskSession session, Batch<Group, OpenTask> batch) {
        Submission submission = batch.key().of(batch.items());
        return batch.key().isEphemeral()
                ? contract.submitEphemeral(session.id(), submission)
                : contract.submit(session.id(), submission);
    }

    private @Nullable Batch<Group, OpenTask> next(TaskSession session) {
        return waiting.next(group -> maySend(session, group));
    }

    private boolean maySend(TaskSession session, Group group) {
        return !group.isAwaited() || isListening.test(session);
    }

    /** On an event loop, which only looks what to do and sends what waits. */
    private void answered(
            Batch<Group, OpenTask> batch,
            @Nullable List<Receipt> receipts,
            @Nullable Throwable thrown) {
        if (thrown != null && Setback.of(thrown) != Setback.FINAL) {
            Throwable cause = Setback.cause(thrown);
            batch.items().forEach(task -> task.setBack(cause));
            waiting.again(batch);
            answers.setBack();
            return;
        }
        waiting.done();
        sendAll();
        Thread.ofVirtual()
                .name("task-receipts")
                .start(() -> {
                    if (receipts != null && receipts.size() == batch.items().size()) {
                        each(batch.items(), receipts, answers::received);
                    } else {
                        Throwable why =
                                thrown != null
                                        ? Setback.cause(thrown)
                                        : new Faulted(
                                                "sdk.receipts-missing",
                                                "the server did not answer for each task");
                        batch.items().forEach(task -> answers.refused(task, why));
                    }
                });
    }

    private static void each(
            List<OpenTask> tasks, List<Receipt> receipts, BiConsumer<OpenTask, Receipt> action) {
        for (int at = 0; at < tasks.size(); at++) {
            action.accept(tasks.get(at), receipts.get(at));
        }
    }
}
