package io.stargazer.rpc.wire;

import java.util.concurrent.atomic.AtomicLong;
import org.jctools.queues.MessagePassingQueue;
import org.jspecify.annotations.Nullable;

/**
 * What any thread has submitted and the event loop has not written yet. Bounded by the length of
 * the queue and by bytes, so that a loop or a socket that cannot follow is felt at once (RP-6).
 */
final class Waiting {

    /** Smaller ones are bounded by the length of the queue alone: to count them costs too much. */
    private static final int COUNTED_BYTES = 128;

    private final MessagePassingQueue<Outgoing> queue;
    private final long mostBytes;
    private final AtomicLong bytes = new AtomicLong();

    Waiting(MessagePassingQueue<Outgoing> queue, long mostBytes) {
        this.queue = queue;
        this.mostBytes = mostBytes;
    }

    /**
     * Any thread.
     *
     * @return false when too much waits already
     */
    boolean offer(Outgoing outgoing) {
        int size = outgoing.bytes();
        if (size < COUNTED_BYTES) {
            return queue.offer(outgoing);
        }
        if (!count(size)) {
            return false;
        }
        boolean offered = queue.offer(outgoing);
        if (!offered) {
            bytes.getAndAdd(-size);
        }
        return offered;
    }

    /** Whatever its size, one that waits alone is let in. */
    private boolean count(int size) {
        long before = bytes.getAndAdd(size);
        if (before > 0 && before + size > mostBytes) {
            bytes.getAndAdd(-size);
            return false;
        }
        return true;
    }

    /** Event loop. */
    @Nullable Outgoing poll() {
        Outgoing next = queue.poll();
        if (next != null && next.bytes() >= COUNTED_BYTES) {
            bytes.getAndAdd(-next.bytes());
        }
        return next;
    }

    boolean isEmpty() {
        return queue.isEmpty();
    }
}
