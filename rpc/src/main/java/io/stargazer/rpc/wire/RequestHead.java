package io.stargazer.rpc.wire;

import io.netty.buffer.ByteBuf;
import io.stargazer.rpc.CallContext;
import io.stargazer.rpc.Metadata;
import java.util.concurrent.TimeUnit;

/**
 * What stands before the payload in a REQUEST. One for a connection, read anew for every call.
 * Event loop only.
 */
public final class RequestHead {

    private static final long LONGEST_US = TimeUnit.DAYS.toMicros(365);

    private long method;
    private long deadlineNs;
    private Metadata metadata = Metadata.EMPTY;

    /** Leaves {@code body} at the payload. */
    public void read(ByteBuf body, long nowNs) throws ProtocolViolation {
        method = Fields.readVarint(body);
        long remainingUs = Fields.readVarint(body);
        deadlineNs =
                remainingUs == 0
                        ? CallContext.NO_DEADLINE
                        : nowNs + TimeUnit.MICROSECONDS.toNanos(Math.min(remainingUs, LONGEST_US));
        metadata = metadata(body);
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
