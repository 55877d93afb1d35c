package io.stargazer.server.registry;

import io.stargazer.api.registry.ServiceName;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The last changes, per service, so that a watcher who was away continues where it stopped (RG-2).
 * Bounded in changes and in bytes; grows up to that as it is needed; not thread-safe.
 *
 * <p>Changes are kept as bytes in one ring, and each knows the one before of its service. Kept as
 * objects they lived just long enough to fill the old generation: a third of the time under load
 * went to the garbage collector.
 *
 * <pre>
 *   numbers  oldest ...... previous(n) ....... n ...... next
 *   bytes    |____|______|_____|______|_____|____|_____|      each to its end, around the ring
 * </pre>
 */
final class ChangeWindow {

    private static final int GROWTH = 4;
    private static final int NONE = -1;

    /** How many changes and how many bytes; both are powers of two. */
    record Size(int changes, int bytes) {
        private static final Size FIRST = new Size(1 << 10, 1 << 16);

        Size {
            if (Integer.bitCount(changes) != 1 || Integer.bitCount(bytes) != 1) {
                throw new IllegalArgumentException("%d, %d".formatted(changes, bytes));
            }
        }
    }

    /** The changes of a service that are in the window, from the last one back. */
    private static final class Trail {
        final ServiceName service;
        long last = NONE;

        Trail(ServiceName service) {
            this.service = service;
        }
    }

    /** What is known of each change, by its number, and the bytes of all. */
    private static final class Ring {
        final Trail[] trails;
        final long[] revisions;
        final long[] previous;
        final long[] ends;
        final byte[] bytes;

        Ring(Size size) {
            trails = new Trail[size.changes];
            revisions = new long[size.changes];
            previous = new long[size.changes];
            ends = new long[size.changes];
            bytes = new byte[size.bytes];
        }

        int slot(long number) {
            return (int) number & revisions.length - 1;
        }

        void set(long number, Trail trail, long revision, long before, long end) {
            int slot = slot(number);
            trails[slot] = trail;
            revisions[slot] = revision;
            previous[slot] = before;
            ends[slot] = end;
        }

        void write(byte[] source, long start) {
            int at = (int) start & bytes.length - 1;
            int first = Math.min(source.length, bytes.length - at);
            System.arraycopy(source, 0, bytes, at, first);
            System.arraycopy(source, first, bytes, 0, source.length - first);
        }

        byte[] read(long start, long end) {
            byte[] read = new byte[(int) (end - start)];
            int at = (int) start & bytes.length - 1;
            int first = Math.min(read.length, bytes.length - at);
            System.arraycopy(bytes, at, read, 0, first);
            System.arraycopy(bytes, 0, read, first, read.length - first);
            return read;
        }
    }

    private final Size most;
    private final Map<ServiceName, Trail> trails = new HashMap<>();
    private Ring ring;
    private long oldest;
    private long next;
    private long forgotten;

    /** The end of the change before {@link #oldest}, and of the last. */
    private long firstByte;

    private long lastByte;

    ChangeWindow(Size most) {
        this.most = most;
        ring = new Ring(smaller(Size.FIRST));
    }

    /** Everything up to this revision is unknown here. */
    void startAfter(long revision) {
        while (oldest < next) {
            forgetOldest();
        }
        forgotten = revision;
    }

    void add(ServiceName service, long revision, byte[] update) {
        while (!fits(update.length) && grows()) {
            grow();
        }
        while (oldest < next && !fits(update.length)) {
            forgetOldest();
        }
        if (!fits(update.length)) {
            forgotten = revision; // more than all that may be kept
            return;
        }
        Trail trail = trails.computeIfAbsent(service, Trail::new);
        ring.write(update, lastByte);
        lastByte += update.length;
        ring.set(next, trail, revision, trail.last, lastByte);
        trail.last = next;
        next++;
    }

    private boolean fits(int length) {
        return next - oldest < ring.revisions.length
                && lastByte + length - firstByte <= ring.bytes.length;
    }

    private boolean grows() {
        return ring.revisions.length < most.changes || ring.bytes.length < most.bytes;
    }

    private void grow() {
        Ring small = ring;
        ring =
                new Ring(
                        smaller(
                                new Size(
                                        small.revisions.length * GROWTH,
                                        small.bytes.length * GROWTH)));
        long start = firstByte;
        for (long number = oldest; number < next; number++) {
            int slot = small.slot(number);
            long end = small.ends[slot];
            ring.write(small.read(start, end), start);
            ring.set(number, small.trails[slot], small.revisions[slot], small.previous[slot], end);
            start = end;
        }
    }

    private Size smaller(Size size) {
        return new Size(Math.min(size.changes, most.changes), Math.min(size.bytes, most.bytes));
    }

    private void forgetOldest() {
        int slot = ring.slot(oldest);
        Trail trail = ring.trails[slot];
        if (trail.last == oldest) {
            trails.remove(trail.service);
        }
        forgotten = Math.max(forgotten, ring.revisions[slot]);
        firstByte = ring.ends[slot];
        oldest++;
    }

    /** What happened to the service after the revision; null when that is not known any more. */
    @Nullable List<PushedUpdate> after(ServiceName service, long revision) {
        if (revision < forgotten) {
            return null;
        }
        ArrayDeque<PushedUpdate> updates = new ArrayDeque<>();
        Trail trail = trails.get(service);
        long number = trail == null ? NONE : trail.last;
        while (number >= oldest && ring.revisions[ring.slot(number)] > revision) {
            int slot = ring.slot(number);
            updates.addFirst(new PushedUpdate(ring.revisions[slot], bytes(number)));
            number = ring.previous[slot];
        }
        return new ArrayList<>(updates);
    }

    private byte[] bytes(long number) {
        long start = number == oldest ? firstByte : ring.ends[ring.slot(number - 1)];
        return ring.read(start, ring.ends[ring.slot(number)]);
    }
}
