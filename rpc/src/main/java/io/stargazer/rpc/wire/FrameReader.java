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

    private final FrameListener listener;
    private final int maxFrameBytes;
    private @Nullable ByteBuf partial;
    private String reason = "the other side closed the connection";
    private boolean stopped;
    private boolean closed;

    public FrameReader(FrameListener listener, int maxFrameBytes) {
        this.listener = listener;
        this.maxFrameBytes = maxFrameBytes;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (stopped || !(message instanceof ByteBuf read)) {
            ReferenceCountUtil.release(message);
            return;
        }
        ByteBuf in = read;
        boolean fresh = partial == null;
        if (partial != null) {
            in = partial.writeBytes(read);
            read.release();
            partial = null;
        }
        try {
            cut(in);
        } catch (ProtocolViolation violation) {
            stop(violation);
        } catch (RuntimeException bug) {
            LOG.error("a frame could not be handled; its connection is closed", bug);
            stop(
                    new ProtocolViolation(
                            Status.FAULTED, "rpc.fault", "the frame could not be handled"));
        } finally {
            keepRest(context, in, fresh);
        }
    }

    private void cut(ByteBuf in) throws ProtocolViolation {
        while (!stopped && in.readableBytes() >= 4) {
            int start = in.readerIndex();
            int length = in.getInt(start);
            if (length < FrameType.HEADER_BYTES || length > maxFrameBytes) {
                throw badLength(length);
            }
            int end = start + 4 + length;
            int readTo = in.writerIndex();
            if (end > readTo) {
                return;
            }
            FrameType type = FrameType.of(in.getUnsignedByte(start + 4));
            if (type == null) {
                throw ProtocolViolation.malformed(
                        "there is no frame type " + in.getUnsignedByte(start + 4));
            }
            int flags = in.getUnsignedByte(start + 5);
            int callId = in.getInt(start + 6);
            in.setIndex(start + 4 + FrameType.HEADER_BYTES, end);
            try {
                listener.frame(type, flags, callId, in);
            } finally {
                in.setIndex(end, readTo);
            }
        }
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

    private void keepRest(ChannelHandlerContext context, ByteBuf in, boolean fresh) {
        if (stopped || closed || !in.isReadable()) {
            in.release();
        } else if (fresh) {
            partial = context.alloc().buffer(in.readableBytes()).writeBytes(in);
            in.release();
        } else {
            partial = in.discardReadBytes();
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
        if (partial != null) {
            partial.release();
            partial = null;
        }
        listener.closed(reason);
    }
}
