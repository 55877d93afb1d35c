package io.stargazer.rpc.server;

import io.netty.buffer.ByteBuf;
import io.stargazer.rpc.CallContext;
import io.stargazer.rpc.Metadata;
import io.stargazer.rpc.wire.Fields;
import io.stargazer.rpc.wire.ProtocolViolation;
import java.util.concurrent.TimeUnit;

/** What stands before the payload in a REQUEST. */
record RequestHead(long method, long deadlineNs, Metadata metadata) {

    private static final long LONGEST_US = TimeUnit.DAYS.toMicros(365);

    static RequestHead read(ByteBuf body) throws ProtocolViolation {
        long method = Fields.readVarint(body);
        long remainingUs = Fields.readVarint(body);
        long deadlineNs =
                remainingUs == 0
                        ? CallContext.NO_DEADLINE
                        : System.nanoTime()
                                + TimeUnit.MICROSECONDS.toNanos(Math.min(remainingUs, LONGEST_US));
        return new RequestHead(method, deadlineNs, metadata(body));
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
