package io.stargazer.rpc.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.stargazer.rpc.loop.WritePages;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes frames one after the other into a page and hands full pages to the channel. Event loop
 * only. Numbers are set at absolute indices and the page's own index is moved once: to move it for
 * every field is most of what a small frame costs.
 */
abstract class FrameWriter {

    /** From this size on a payload may go over several pages. */
    private static final int LARGE_BYTES = 16 << 10;

    /** A page is full before its end, so that most bodies end inside of it. */
    private static final int FULL_AT = WritePages.PAGE_BYTES - (4 << 10);

    private static final int HEAD_BYTES = 4 + FrameType.HEADER_BYTES;

    final Channel channel;
    private @Nullable ByteBuf page;
    private int frameStart;
    private boolean frameIsOpen;
    private boolean muted;

    FrameWriter(Channel channel) {
        this.channel = channel;
    }

    /** Starts a frame; its body is written to the result, then {@link #end()} sets the length. */
    public ByteBuf begin(FrameType type, int flags, int callId) {
        ByteBuf out = room(HEAD_BYTES);
        frameStart = out.writerIndex();
        frameIsOpen = true;
        head(out, frameStart, head(0, type, flags, callId), callId);
        return out.writerIndex(frameStart + HEAD_BYTES);
    }

    /** The first eight bytes of a frame. */
    static long head(int length, FrameType type, int flags, int callId) {
        return (long) length << 32 | (long) type.number() << 24 | flags << 16 | callId >>> 16;
    }

    private static void head(ByteBuf out, int at, long first, int callId) {
        out.setLong(at, first);
        out.setShort(at + 8, callId);
    }

    public void end() {
        endBefore(0);
    }

    /** Ends a frame whose body goes on with {@code payload}. */
    public void end(byte[] payload) {
        end(payload, 0, payload.length);
    }

    private void end(byte[] bytes, int offset, int size) {
        endBefore(size);
        int from = offset;
        int left = size;
        while (left > 0) {
            ByteBuf out = room(Math.min(left, LARGE_BYTES));
            int at = out.writerIndex();
            int some = Math.min(left, out.capacity() - at);
            out.setBytes(at, bytes, from, some).writerIndex(at + some);
            from += some;
            left -= some;
        }
    }

    /**
     * Ends a frame whose body goes on with {@code payload}, which is released once it is written. A
     * large one outside of the heap is handed to the socket as it is.
     */
    public void end(ByteBuf payload) {
        int size = payload.readableBytes();
        if (payload.hasArray()) {
            end(payload.array(), payload.arrayOffset() + payload.readerIndex(), size);
            payload.release();
        } else if (size < LARGE_BYTES) {
            room(size).writeBytes(payload);
            payload.release();
            endBefore(0);
        } else {
            endBefore(size);
            push();
            hand(payload);
        }
    }

    private void endBefore(int bytesToFollow) {
        ByteBuf out = begun();
        out.setInt(frameStart, out.writerIndex() - frameStart - 4 + bytesToFollow);
        frameIsOpen = false;
    }

    /** Takes back the frame that was begun, as if it never had been. */
    public void takeBack() {
        begun().writerIndex(frameStart);
        frameIsOpen = false;
    }

    /** Bytes in the body of the frame that was begun. */
    public int bodyBytes() {
        return begun().writerIndex() - frameStart - HEAD_BYTES;
    }

    /** The page of the frame that was begun. */
    private ByteBuf begun() {
        return Objects.requireNonNull(page, "no frame was begun");
    }

    boolean frameIsOpen() {
        return frameIsOpen;
    }

    /** A frame without a body. */
    public void frame(FrameType type, int callId) {
        begin(type, 0, callId);
        endBefore(0);
    }

    /** A frame whose body is {@code payload}. */
    public void frame(FrameType type, int callId, byte[] payload) {
        if (payload.length >= LARGE_BYTES) {
            begin(type, 0, callId);
            end(payload);
            return;
        }
        int length = FrameType.HEADER_BYTES + payload.length;
        ByteBuf out = room(4 + length);
        int at = out.writerIndex();
        head(out, at, head(length, type, 0, callId), callId);
        out.setBytes(at + HEAD_BYTES, payload);
        out.writerIndex(at + 4 + length);
    }

    /** A REQUEST of a call with one response, whose payload is a part of {@code bytes}. */
    public void request(int callId, HeadBytes before, byte[] bytes, int offset, int size) {
        before.write(begin(FrameType.REQUEST, 0, callId));
        end(bytes, offset, size);
    }

    /** Whole frames that were put together before: the first {@code size} bytes. */
    public void frames(byte[] whole, int size) {
        ByteBuf out = room(size);
        int at = out.writerIndex();
        out.setBytes(at, whole, 0, size).writerIndex(at + size);
    }

    /** The page, with room for so much more. A full one is sent, but not inside a frame. */
    private ByteBuf room(int bytes) {
        ByteBuf full = page;
        if (full != null && !frameIsOpen && full.writerIndex() + bytes > FULL_AT) {
            push();
            channel.flush();
        }
        ByteBuf out = page;
        if (out == null) {
            out = WritePages.take();
            page = out;
        }
        return out.ensureWritable(bytes);
    }

    /** Hands what is written to the channel, which keeps it until it is flushed. */
    final void push() {
        ByteBuf full = page;
        if (full != null) {
            page = null;
            hand(full);
        }
    }

    private void hand(ByteBuf bytes) {
        if (muted) {
            bytes.release();
        } else {
            var unused = channel.write(bytes, channel.voidPromise());
        }
    }

    /** From now on nothing reaches the channel. */
    final void mute() {
        muted = true;
        push();
    }
}
