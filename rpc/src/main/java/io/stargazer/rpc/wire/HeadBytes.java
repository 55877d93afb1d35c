package io.stargazer.rpc.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.stargazer.rpc.Metadata;

/**
 * What stands before the payload of a REQUEST, as bytes that are written many times. Most are so
 * short that they are one number.
 */
public final class HeadBytes {

    /** Up to so many bytes are set as one number, however few they are. */
    static final int SMALL = Long.BYTES;

    private final byte[] bytes;
    private final long first;

    /**
     * The head of a request.
     *
     * @param leftNs until the deadline; Long.MAX_VALUE for none
     */
    public HeadBytes(int method, long leftNs, Metadata metadata) {
        ByteBuf head = Unpooled.buffer();
        Frames.requestHead(head, method, leftNs, metadata);
        this.bytes = Fields.readRest(head);
        this.first = head.writeZero(SMALL).getLong(0);
    }

    int size() {
        return bytes.length;
    }

    /** Sets it where there is room for {@link #SMALL} bytes more; what is behind it is spoilt. */
    void set(ByteBuf out, int index) {
        if (bytes.length <= SMALL) {
            out.setLong(index, first);
        } else {
            out.setBytes(index, bytes);
        }
    }
}
