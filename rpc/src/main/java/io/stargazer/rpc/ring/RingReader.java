package io.stargazer.rpc.ring;

import io.netty.buffer.ByteBuf;

/**
 * The reading end of one direction. Bytes are copied out before anybody looks at them, so the other
 * side cannot change what was checked. Event loop only.
 */
final class RingReader {

    private final RingMemory memory;
    private final int direction;
    private final ByteBuf ring;
    private final int capacity;
    private long head;

    RingReader(RingMemory memory, int direction) {
        this.memory = memory;
        this.direction = direction;
        this.ring = memory.bytes(direction);
        this.capacity = memory.ringBytes();
    }

    /** How many bytes can be read now. */
    int available() throws RingViolation {
        long ready = memory.get(direction, RingMemory.TAIL) - head;
        if (ready < 0 || ready > capacity) {
            throw new RingViolation(
                    "the writer is " + ready + " bytes ahead in a ring of " + capacity);
        }
        return (int) ready;
    }

    /** Copies out so many bytes, at most {@link #available}. */
    void copy(ByteBuf to, int bytes) {
        int at = (int) (head & (capacity - 1));
        int first = Math.min(bytes, capacity - at);
        to.writeBytes(ring, at, first);
        if (first < bytes) {
            to.writeBytes(ring, 0, bytes - first);
        }
        head += bytes;
    }

    /**
     * Gives the room of what was copied back to the writer.
     *
     * @return whether the writer waits for room and must be woken now
     */
    boolean release() {
        memory.set(direction, RingMemory.HEAD, head);
        return memory.lower(direction, RingMemory.STUCK);
    }

    /**
     * Asks the writer to wake us.
     *
     * @return false when there is something to read already
     */
    boolean fallAsleep() throws RingViolation {
        memory.raise(direction, RingMemory.ASLEEP);
        if (available() == 0) {
            return true;
        }
        wakeUp();
        return false;
    }

    void wakeUp() {
        memory.set(direction, RingMemory.ASLEEP, 0);
    }
}
