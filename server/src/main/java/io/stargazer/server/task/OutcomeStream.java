package io.stargazer.server.task;

import io.stargazer.api.Unavailable;
import io.stargazer.api.codec.Codec;
import io.stargazer.api.task.Task;
import io.stargazer.api.task.work.AwaitedTask;
import io.stargazer.api.task.work.TaskNote;
import io.stargazer.api.task.work.TaskResult;
import io.stargazer.api.task.work.TaskUpdate;
import io.stargazer.rpc.stream.EncodedItem;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What one submitter is told, in order. Who is so slow that more waits than {@value #MOST_BYTES}
 * bytes is sent away, and asks again for what he waits for. Notes are the first to go. Thread-safe.
 */
final class OutcomeStream {

    private static final Codec<TaskUpdate> CODEC = Codec.of(TaskUpdate.class);

    /** An item is closed when it has so many bytes of results: far below the largest frame. */
    private static final int ITEM_BYTES = 256 << 10;

    /** What a result has beside what the task brought, about. */
    private static final int RESULT_BYTES = 100;

    private static final long MOST_BYTES = 64L << 20;
    private static final int MOST_NOTES = 256;

    private final String session;
    private final ArrayDeque<Task> finished = new ArrayDeque<>();
    private final ArrayDeque<AwaitedTask> unknown = new ArrayDeque<>(1);
    private final ArrayDeque<TaskNote> notes = new ArrayDeque<>(1);
    private final PushStream stream;
    private long bytes;
    private volatile boolean isGone;

    /**
     * @param onSubscribed runs with this when the submitter listens
     * @param onGone runs with this when it is gone; must take no lock
     */
    OutcomeStream(
            String session, Consumer<OutcomeStream> onSubscribed, Consumer<OutcomeStream> onGone) {
        this.session = session;
        stream =
                new PushStream(
                        this::next,
                        () -> onSubscribed.accept(this),
                        () -> {
                            isGone = true;
                            onGone.accept(this);
                        });
    }

    String session() {
        return session;
    }

    PushStream stream() {
        return stream;
    }

    /** Nobody listens any more. */
    boolean isGone() {
        return isGone;
    }

    synchronized void finished(Task task) {
        finished.add(task);
        bytes += sizeBytes(task);
    }

    synchronized void unknown(AwaitedTask task) {
        unknown.add(task);
    }

    synchronized void noted(TaskNote note) {
        if (notes.size() == MOST_NOTES) {
            notes.remove();
        }
        notes.add(note);
    }

    /** Says what waits, as far as the submitter is ready for it. */
    void flush() {
        stream.flush();
        if (isOverfull()) {
            stream.fail(
                    new Unavailable.Overloaded(
                            "task.slow-listener",
                            "more than %d MiB of results wait to be heard: listen again"
                                    .formatted(MOST_BYTES >> 20)));
        }
    }

    private synchronized boolean isOverfull() {
        return bytes > MOST_BYTES;
    }

    private synchronized @Nullable EncodedItem next() {
        TaskUpdate next = null;
        if (!finished.isEmpty()) {
            next = new TaskUpdate.Finished(batch());
        } else if (!unknown.isEmpty()) {
            next = new TaskUpdate.Unknown(List.copyOf(unknown));
            unknown.clear();
        } else if (!notes.isEmpty()) {
            next = new TaskUpdate.Noted(List.copyOf(notes));
            notes.clear();
        }
        return next == null ? null : EncodedItem.of(CODEC.encode(next));
    }

    private List<TaskResult> batch() {
        List<TaskResult> batch = new ArrayList<>(finished.size());
        long taken = 0;
        for (Task next = finished.poll(); next != null; next = finished.poll()) {
            batch.add(TaskResult.of(next));
            taken += sizeBytes(next);
            if (taken >= ITEM_BYTES) {
                break;
            }
        }
        bytes -= taken;
        return batch;
    }

    private static long sizeBytes(Task task) {
        return task.course().result().size() + RESULT_BYTES;
    }
}
