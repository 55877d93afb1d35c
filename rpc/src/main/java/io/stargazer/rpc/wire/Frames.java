package io.stargazer.rpc.wire;

import io.netty.buffer.ByteBuf;
import io.stargazer.api.Failure;
import io.stargazer.api.Status;
import io.stargazer.rpc.Metadata;
import java.util.concurrent.TimeUnit;

/** Reads and writes the bodies that both sides know: ERROR, CLOSE, GOAWAY, CREDIT, PING. */
public final class Frames {

    /** Three varints. */
    private static final int MOST_HEAD_BYTES = 27;

    private Frames() {}

    /**
     * What stands before the payload of a REQUEST.
     *
     * @param leftNs until the deadline; Long.MAX_VALUE for none
     */
    public static void requestHead(ByteBuf body, int method, long leftNs, Metadata metadata) {
        body.ensureWritable(MOST_HEAD_BYTES);
        long leftUs =
                leftNs == Long.MAX_VALUE
                        ? 0
                        : Math.max(1, TimeUnit.NANOSECONDS.toMicros(leftNs) + 1);
        int at = Fields.setVarint(body, body.writerIndex(), method);
        at = Fields.setVarint(body, at, leftUs);
        at = Fields.setVarint(body, at, metadata.size());
        body.writerIndex(at);
        for (int each = 0; each < metadata.size(); each++) {
            Fields.writeString(body, metadata.key(each));
            Fields.writeString(body, metadata.value(each));
        }
    }

    public static void error(Outbox out, int callId, boolean notStarted, Failure failure) {
        ByteBuf body = out.begin(FrameType.ERROR, notStarted ? FrameType.NOT_STARTED : 0, callId);
        reason(body, failure.status(), failure.code(), String.valueOf(failure.getMessage()));
        out.end();
    }

    /** Says why and closes, unless that was done before. */
    public static void close(Outbox out, Status status, String code, String sentence) {
        if (out.isOpen()) {
            reason(out.begin(FrameType.CLOSE, 0, 0), status, code, sentence);
            out.end();
            out.close(sentence);
        }
    }

    /** Closes because of what the other side did, which may still be sending. */
    public static void breakOff(Outbox out, ProtocolViolation violation) {
        if (out.isOpen()) {
            ByteBuf body = out.begin(FrameType.CLOSE, 0, 0);
            reason(body, violation.status(), violation.code(), violation.sentence());
            out.end();
            out.closeInMidst(violation.sentence());
        }
    }

    private static void reason(ByteBuf body, Status status, String code, String sentence) {
        body.writeByte(status.number());
        Fields.writeString(body, code);
        Fields.writeString(body, sentence);
    }

    /** The body of ERROR and of CLOSE. */
    public static Failure readFailure(ByteBuf body) throws ProtocolViolation {
        Fields.need(body, 1);
        int number = body.readUnsignedByte();
        if (number == 0 || number >= Status.values().length) {
            throw ProtocolViolation.malformed("there is no failure with the status " + number);
        }
        String code = Fields.readString(body);
        return Failure.of(Status.ofNumber(number), code, Fields.readString(body));
    }

    public static void goAway(Outbox out, String reason) {
        Fields.writeString(out.begin(FrameType.GOAWAY, 0, 0), reason);
        out.end();
    }

    /**
     * Grants a stream more items.
     *
     * @param items 1 to 4,294,967,294, or {@link FrameType#UNLIMITED}
     */
    public static void credit(Outbox out, int callId, long items) {
        out.begin(FrameType.CREDIT, 0, callId).writeInt((int) items);
        out.end();
    }

    public static long readCredit(ByteBuf body) throws ProtocolViolation {
        Fields.need(body, 4);
        long items = body.readUnsignedInt();
        if (items == 0) {
            throw ProtocolViolation.malformed("a credit of 0 items means nothing");
        }
        return items == FrameType.UNLIMITED ? Long.MAX_VALUE : items;
    }

    public static void ping(Outbox out) {
        if (out.isOpen()) {
            out.begin(FrameType.PING, 0, 0).writeLong(System.nanoTime());
            out.end();
            out.flush();
        }
    }

    public static void pong(Outbox out, ByteBuf ping) throws ProtocolViolation {
        Fields.need(ping, 8);
        out.begin(FrameType.PONG, 0, 0).writeLong(ping.readLong());
        out.end();
    }
}
