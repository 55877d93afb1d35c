package io.stargazer.rpc.wire;

import io.netty.buffer.ByteBuf;
import io.stargazer.rpc.CallContext;
import io.stargazer.rpc.Metadata;
import io.stargazer.rpc.loop.BurstClock;
import java.util.concurrent.TimeUnit;

/**
 * What stands before the payload in a REQUEST. One for a connection, read anew for every call.
 * Event loop only.
 */
public final class RequestHead {

    private static final long LONGEST_US = TimeUnit.DAYS.toMicros(365);

    /** Longest head that is known again by its bytes alone. */
    private static final int KNOWN_BYTES = 8;

    private long method;
    private long remainingUs;
    private long deadlineNs;
    private Metadata metadata = Metadata.EMPTY;

    /** The bytes of this head, first byte highest, and which bits of eight they are; 0 for none. */
    private long known;

    private long knownBits;
    private int knownBytes;

    /** Leaves {@code body} at the payload. */
    public void read(ByteBuf body, BurstClock clock) throws ProtocolViolation {
        int start = body.readerIndex();
        method = Fields.readVarint(body);
        remainingUs = Fields.readVarint(body);
        deadline(clock);
        metadata = metadata(body);
        remember(body, start, body.readerIndex() - start);
    }

    private void deadline(BurstClock clock) {
        deadlineNs =
                remainingUs == 0
                        ? CallContext.NO_DEADLINE
                        : clock.nowNs()
                                + TimeUnit.MICROSECONDS.toNanos(Math.min(remainingUs, LONGEST_US));
    }

    private void remember(ByteBuf body, int start, int bytes) {
        knownBits = 0;
        if (bytes <= KNOWN_BYTES && body.writerIndex() - start >= KNOWN_BYTES) {
            knownBytes = bytes;
            knownBits = -1L << (Long.SIZE - bytes * Byte.SIZE);
            known = body.getLong(start) & knownBits;
        }
    }

    /**
     * Reads a head that is, byte for byte, the one read before, as they are in a bulk call.
     *
     * @return false when it is not; then nothing was read
     */
    public boolean readSame(ByteBuf body, BurstClock clock) {
        int start = body.readerIndex();
        if (knownBits == 0
                || body.writerIndex() - start < KNOWN_BYTES
                || (body.getLong(start) & knownBits) != known) {
            return false;
        }
        body.readerIndex(start + knownBytes);
        deadline(clock);
        return true;
    }

    public long method() {
        return method;
    }

    public long deadlineNs() {
        return deadlineNs;
    }

    public Metadata metadata() {
        return metadata;
    }

    private static Metadata metadata(ByteBuf body) throws ProtocolViolation {
        long entries = Fields.readVarint(body);
        if (entries == 0) {
            return Metadata.EMPTY;
        }
        if (entries > Metadata.MAX_ENTRIES) {
            throw ProtocolViolation.malformed(
                    entries + " metadata entries are more than " + Metadata.MAX_ENTRIES);
        }
        String[] pairs = new String[(int) entries * 2];
        for (int at = 0; at < pairs.length; at++) {
            pairs[at] = Fields.readString(body);
        }
        return Metadata.of(pairs);
    }
}
