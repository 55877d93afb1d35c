package io.stargazer.server.task.live;

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
import org.jspecify.annotations.Nullable;

/**
 * A session that waits for tasks, and what it has not been told yet, in order. For whom more waits
 * than {@value #MOST_BYTES} bytes is sent away, and asks again for what he waits for. Notes are the
 * first to go. Thread-safe.
 */
final class Submitter {

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
    private long bytes;
    private boolean isIncomplete;
    private @Nullable PushStream stream;

    Submitter(String session) {
        this.session = session;
    }

    String session() {
        return session;
    }

    /** It listens here from now on. */
    void attach(PushStream given) {
        PushStream before;
        synchronized (this) {
            before = stream;
            stream = given;
        }
        if (before != null) {
            before.complete();
        }
    }

    /** It does not listen there any more; nothing happens when it listens elsewhere. */
    synchronized void detach(PushStream gone) {
        if (stream == gone) {
            stream = null;
        }
    }

    synchronized boolean isListening() {
        return stream != null;
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

    /** Says what waits, as far as it is ready for it. */
    void flush() {
        PushStream now;
        synchronized (this) {
            now = stream;
        }
        if (now != null) {
            now.flush();
        }
        if (hasForgotten(now != null) && now != null) {
            now.fail(
                    new Unavailable.Overloaded(
                            "task.slow-listener",
                            "more than %d MiB of results wait to be heard: listen again"
                                    .formatted(MOST_BYTES >> 20)));
        }
    }

    /** Ends the stream: another server leads. */
    void fail(Unavailable reason) {
        PushStream now;
        synchronized (this) {
            now = stream;
        }
        if (now != null) {
            now.fail(reason);
        }
    }

    /** Whether it was not told something that it must ask for again. */
    private synchronized boolean hasForgotten(boolean isToldSo) {
        if (bytes > MOST_BYTES) {
            finished.clear();
            bytes = 0;
            isIncomplete = true;
        }
        boolean was = isIncomplete;
        isIncomplete &= !isToldSo;
        return was;
    }

    /** Takes what waits, as one item. */
    synchronized @Nullable EncodedItem next() {
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
        return (long) task.course().result().size() + RESULT_BYTES;
    }

    /**
     * One who waits for a task, and the next who waits for the same.
     *
     * @param times how often he has asked for it, by submitting or naming it: only when each of
     *     these was in vain does he not wait any more
     */
    record Waiting(Submitter submitter, int times, @Nullable Waiting next) {

        boolean has(Submitter other) {
            return submitter == other || (next != null && next.has(other));
        }

        /** With one who asks for it, perhaps not for the first time. */
        static Waiting plus(@Nullable Waiting waiting, Submitter asking) {
            if (waiting == null || !waiting.has(asking)) {
                return new Waiting(asking, 1, waiting);
            }
            return waiting.submitter == asking
                    ? new Waiting(asking, waiting.times + 1, waiting.next)
                    : new Waiting(waiting.submitter, waiting.times, plus(waiting.next, asking));
        }

        /** One has asked in vain, once. */
        @Nullable Waiting minus(Submitter asked) {
            if (submitter == asked) {
                return times == 1 ? next : new Waiting(submitter, times - 1, next);
            }
            return next == null ? this : new Waiting(submitter, times, next.minus(asked));
        }

        @Nullable Waiting without(Submitter gone) {
            Waiting rest = next == null ? null : next.without(gone);
            return submitter == gone ? rest : new Waiting(submitter, times, rest);
        }
    }
}
