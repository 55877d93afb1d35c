package io.stargazer.rpc.wire;

import io.netty.buffer.ByteBuf;
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

    /** Where the next frame begins in what is being cut, and where that ends. */
    private int at;

    private int end;
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
        listener.readBegins();
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
