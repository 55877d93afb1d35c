package io.stargazer.rpc.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import io.stargazer.api.Status;
import io.stargazer.rpc.ring.RingViolation;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cuts the byte stream into frames (RP-9). A whole frame is handed on in place; only the cut-off
 * end of a read is copied, and that copy grows with the bytes that really came, never with the
 * length that a frame claims. No exception leaves the pipeline: what the other side did wrong ends
 * this connection.
 */
public final class FrameReader extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = LoggerFactory.getLogger(FrameReader.class);

    private static final int SMALLEST_BYTES = 4 + FrameType.HEADER_BYTES;

    private final FrameListener listener;
    private int maxFrameBytes;

    /** The beginning of a frame that a read has cut. */
    private @Nullable ByteBuf partial;

    /** What is being cut; where its next frame begins, and where it ends. */
    private ByteBuf source = Unpooled.EMPTY_BUFFER;

    private int at;
    private int end;

    /** Of the frame that {@link #follows} has found. */
    private int followerStart;

    private int followerEnd;

    private int followerFlags;
    private int followerCallId;
    private String reason = "the other side closed the connection";
    private boolean stopped;
    private boolean closed;

    public FrameReader(FrameListener listener, int maxFrameBytes) {
        this.listener = listener;
        this.maxFrameBytes = maxFrameBytes;
    }

    /** Event loop: frames may be so long from now on. */
    public void limit(int changed) {
        maxFrameBytes = changed;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (stopped || !(message instanceof ByteBuf in)) {
            ReferenceCountUtil.release(message);
            return;
        }
        listener.readBegins(this);
        try {
            completePartial(in);
            cut(in);
        } catch (ProtocolViolation violation) {
            stop(violation);
        } catch (RuntimeException bug) {
            LOG.error("a frame could not be handled; its connection is closed", bug);
            stop(
                    new ProtocolViolation(
                            Status.FAULTED, "rpc.fault", "the frame could not be handled"));
        } finally {
            keepRest(context, in);
            in.release();
        }
    }

    /** Adds to the frame that was cut what is missing of it, and hands it on when it is whole. */
    private void completePartial(ByteBuf in) throws ProtocolViolation {
        ByteBuf begun = partial;
        if (begun == null) {
            return;
        }
        move(in, begun, 4 - begun.readableBytes());
        if (begun.readableBytes() < 4) {
            return;
        }
        int whole = 4 + checked(begun.getInt(begun.readerIndex()));
        move(in, begun, whole - begun.readableBytes());
        if (begun.readableBytes() == whole) {
            partial = null;
            try {
                cut(begun);
            } finally {
                begun.release();
            }
        }
    }

    private static void move(ByteBuf from, ByteBuf to, int bytes) {
        if (bytes > 0) {
            to.writeBytes(from, Math.min(bytes, from.readableBytes()));
        }
    }

    private void cut(ByteBuf in) throws ProtocolViolation {
        source = in;
        at = in.readerIndex();
        end = in.writerIndex();
        try {
            while (!stopped && end - at >= 4) {
                int length = checked(in.getInt(at));
                if (length > end - at - 4) {
                    return;
                }
                take(in, length);
            }
        } finally {
            in.setIndex(at, end);
            source = Unpooled.EMPTY_BUFFER;
        }
    }

    private void take(ByteBuf in, int length) throws ProtocolViolation {
        int start = at;
        at = start + 4 + length;
        int typeAndFlags = in.getUnsignedShort(start + 4);
        FrameType type = FrameType.of(typeAndFlags >>> 8);
        if (type == null) {
            throw ProtocolViolation.malformed("there is no frame type " + (typeAndFlags >>> 8));
        }
        int callId = in.getInt(start + 6);
        in.setIndex(start + SMALLEST_BYTES, at);
        listener.frame(type, typeAndFlags & 0xFF, callId, in);
    }

    /**
     * Inside {@link FrameListener#frame}: whether the same read has brought another whole frame of
     * this type, right behind. So a listener can handle a run of frames in one go.
     */
    public boolean follows(FrameType type) {
        if (stopped || end - at < SMALLEST_BYTES) {
            return false;
        }
        long head = source.getLong(at);
        int length = (int) (head >>> 32);
        if ((head >>> 24 & 0xFF) != type.number()
                || length < FrameType.HEADER_BYTES
                || length > maxFrameBytes
                || length > end - at - 4) {
            return false;
        }
        followerEnd = at + 4 + length;
        followerFlags = (int) (head >>> 16) & 0xFF;
        followerCallId = (int) head << 16 | source.getUnsignedShort(at + 8);
        return true;
    }

    /** The flags of the frame that follows. */
    public int followerFlags() {
        return followerFlags;
    }

    /** The call id of the frame that follows. */
    public int followerCallId() {
        return followerCallId;
    }

    /** Goes on to the frame that follows; the body of the one before is gone. */
    public ByteBuf follow() {
        followerStart = at;
        at = followerEnd;
        return source.setIndex(followerStart + SMALLEST_BYTES, at);
    }

    /** Gives back the frame that was gone on to: it will come by itself, like any other. */
    public void giveBack() {
        at = followerStart;
    }

    /**
     * Copies what the same read has brought behind, without going on.
     *
     * @return how much was copied, {@code most} at most
     */
    public int peek(byte[] into, int offset, int most) {
        int bytes = stopped ? 0 : Math.min(most, end - at);
        source.getBytes(at, into, offset, bytes);
        return bytes;
    }

    /** Goes on behind whole frames that were looked at in a copy; their bodies are not cut. */
    public void skip(int bytes) {
        at += bytes;
    }

    /** A frame may be so long. */
    public int limit() {
        return maxFrameBytes;
    }

    private int checked(int length) throws ProtocolViolation {
        if (length < FrameType.HEADER_BYTES || length > maxFrameBytes) {
            throw badLength(length);
        }
        return length;
    }

    private ProtocolViolation badLength(int length) {
        if (length >= 0 && length < FrameType.HEADER_BYTES) {
            return ProtocolViolation.malformed("a frame is at least 6 bytes long, not " + length);
        }
        return new ProtocolViolation(
                Status.TOO_LARGE,
                "rpc.frame-too-large",
                "a frame of "
                        + Integer.toUnsignedString(length)
                        + " bytes is over the limit of "
                        + maxFrameBytes);
    }

    private void stop(ProtocolViolation violation) {
        stopped = true;
        reason = violation.code() + ": " + violation.sentence();
        listener.violated(violation);
    }

    private void keepRest(ChannelHandlerContext context, ByteBuf in) {
        if (stopped || closed) {
            dropPartial();
        } else if (in.isReadable()) {
            partial = context.alloc().buffer(in.readableBytes()).writeBytes(in);
        }
    }

    private void dropPartial() {
        if (partial != null) {
            partial.release();
            partial = null;
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        listener.readComplete();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        listener.writabilityChanged();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        end();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        end();
    }

    /** Anything the socket reports, such as a reset or an unusable TLS record. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof RingViolation && !stopped) {
            stop(
                    new ProtocolViolation(
                            Status.INVALID_ARGUMENT,
                            "rpc.malformed-ring",
                            String.valueOf(cause.getMessage())));
            return;
        }
        if (!stopped) {
            stopped = true;
            reason = "the connection broke: " + cause;
        }
        var unused = context.close();
    }

    private void end() {
        if (closed) {
            return;
        }
        closed = true;
        stopped = true;
        dropPartial();
        listener.closed(reason);
    }
}
