package io.stargazer.server.task.live;

import io.stargazer.api.codec.Codec;
import io.stargazer.api.task.work.Assignment;
import io.stargazer.api.task.work.HeldAttempt;
import io.stargazer.api.task.work.Work;
import io.stargazer.rpc.stream.EncodedItem;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What one executor is told, in order. Bounded by its credit. Thread-safe. */
final class WorkStream {

    private static final Codec<Work> CODEC = Codec.of(Work.class);

    /** An item is closed when it has so many bytes of payloads: far below the largest frame. */
    private static final int ITEM_BYTES = 256 << 10;

    /** What an assignment has beside its payload, about. */
    private static final int ASSIGNMENT_BYTES = 100;

    private final ArrayDeque<Assignment> assigned = new ArrayDeque<>();

    /** Said after all that is assigned: what is stopped may still be among that. */
    private final ArrayDeque<Work> words = new ArrayDeque<>(2);

    private final PushStream stream;

    /**
     * @param onSubscribed runs with this when the executor listens
     * @param onGone runs with this when it is gone; must take no lock
     */
    WorkStream(Consumer<WorkStream> onSubscribed, Consumer<WorkStream> onGone) {
        stream =
                new PushStream(
                        this::next, _ -> onSubscribed.accept(this), _ -> onGone.accept(this));
    }

    /** Nobody listens any more. */
    boolean isGone() {
        return stream.isGone();
    }

    PushStream stream() {
        return stream;
    }

    /** Takes note of what is to be said; {@link #flush} says it. */
    synchronized void add(List<Assignment> more, Map<String, List<HeldAttempt>> stops) {
        assigned.addAll(more);
        stops.forEach((reason, attempts) -> words.add(new Work.Stopped(attempts, reason)));
    }

    synchronized void add(Work word) {
        words.add(word);
    }

    void flush() {
        stream.flush();
    }

    void complete() {
        stream.complete();
    }

    void fail(Throwable reason) {
        stream.fail(reason);
    }

    /** An executor that is slow to listen gets what waits as few items. */
    private synchronized @Nullable EncodedItem next() {
        Work next = assigned.isEmpty() ? words.poll() : new Work.Assigned(batch());
        return next == null ? null : EncodedItem.of(CODEC.encode(next));
    }

    private List<Assignment> batch() {
        List<Assignment> batch = new ArrayList<>(assigned.size());
        long bytes = 0;
        for (Assignment next = assigned.poll(); next != null; next = assigned.poll()) {
            batch.add(next);
            bytes += next.request().payload().size() + ASSIGNMENT_BYTES;
            if (bytes >= ITEM_BYTES) {
                break;
            }
        }
        return batch;
    }
}
