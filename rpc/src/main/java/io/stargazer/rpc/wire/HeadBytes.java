package io.stargazer.rpc.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.stargazer.rpc.Metadata;

/**
 * What stands before the payload of a REQUEST, as bytes that are written many times. Most are so
 * short that they are one number.
 */
public final class HeadBytes {

    /** Up to so many bytes are set as one number, however few they are, and what is behind them. */
    public static final int SPOILT = Long.BYTES;

    private static final int FRAME_HEAD = 4 + FrameType.HEADER_BYTES;

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
        this.first = head.writeZero(SPOILT).getLong(0);
    }

    /** Of a frame with this head and a payload of this size. */
    public int frameBytes(int payloadBytes) {
        return FRAME_HEAD + bytes.length + payloadBytes;
    }

    /**
     * Puts a REQUEST into an array, in which a small frame costs half of what it costs in a page.
     *
     * @param at where there is room for {@link #SPOILT} bytes more than the frame has
     * @return where it ends
     */
    public int put(byte[] frames, int at, int callId, byte[] from, int offset, int size) {
        int length = frameBytes(size) - 4;
        Fields.setLong(frames, at, FrameWriter.head(length, FrameType.REQUEST, 0, callId));
        Fields.setShort(frames, at + 8, callId);
        int payload = at + FRAME_HEAD + bytes.length;
        if (bytes.length <= SPOILT) {
            Fields.setLong(frames, at + FRAME_HEAD, first);
        } else {
            System.arraycopy(bytes, 0, frames, at + FRAME_HEAD, bytes.length);
        }
        System.arraycopy(from, offset, frames, payload, size);
        return payload + size;
    }

    void write(ByteBuf out) {
        out.writeBytes(bytes);
    }
}
