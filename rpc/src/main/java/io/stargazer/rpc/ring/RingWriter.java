package io.stargazer.rpc.ring;

import io.netty.buffer.ByteBuf;

/**
 * The writing end of one direction. It keeps its own position to itself and publishes a copy, so a
 * peer that scribbles on the shared words can stop it but cannot lead it astray. Event loop only.
 */
final class RingWriter {

    private final RingMemory memory;
    private final int direction;
    private final ByteBuf ring;
    private final int capacity;
    private long tail;
    private long published;

    /** As last seen; there is at least as much room as it says. */
    private long head;

    RingWriter(RingMemory memory, int direction) {
        this.memory = memory;
        this.direction = direction;
        this.ring = memory.bytes(direction);
        this.capacity = memory.ringBytes();
    }

    /** Copies as much as there is room for; the reader sees it after {@link #publish}. */
    void copy(ByteBuf from) throws RingViolation {
        int bytes = from.readableBytes();
        if (bytes > capacity - (tail - head)) {
            bytes = Math.min(bytes, room());
        }
        int at = (int) (tail & (capacity - 1));
        int first = Math.min(bytes, capacity - at);
        ring.setBytes(at, from, from.readerIndex(), first);
        if (first < bytes) {
            ring.setBytes(0, from, from.readerIndex() + first, bytes - first);
        }
        from.skipBytes(bytes);
        tail += bytes;
    }

    /** How many bytes fit now. */
    int room() throws RingViolation {
        long seen = memory.get(direction, RingMemory.HEAD);
        if (seen < head || seen > published) {
            throw new RingViolation(
                    "the reader is at " + seen + ", which is not in " + head + ".." + published);
        }
        head = seen;
        return (int) (capacity - (tail - head));
    }

    /**
     * Shows the reader what was copied.
     *
     * @return whether the reader sleeps and must be woken now
     */
    boolean publish() {
        if (tail == published) {
            return false;
        }
        published = tail;
        memory.set(direction, RingMemory.TAIL, tail);
        return memory.lower(direction, RingMemory.ASLEEP);
    }

    /**
     * Asks the reader to wake us when it has made room.
     *
     * @return false when there is room already
     */
    boolean awaitRoom() throws RingViolation {
        memory.raise(direction, RingMemory.STUCK);
        if (room() == 0) {
            return true;
        }
        memory.set(direction, RingMemory.STUCK, 0);
        return false;
    }
}
