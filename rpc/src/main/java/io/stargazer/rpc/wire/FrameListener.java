package io.stargazer.rpc.wire;

import io.netty.buffer.ByteBuf;

/** One side of a connection. All methods are called on the connection's event loop, in order. */
public interface FrameListener {

    /**
     * The socket has something: frames will follow, then {@link #readComplete}. Called again for
     * each part of what it has.
     *
     * @param frames what brings them; in {@link #frame} it tells what follows
     */
    void readBegins(FrameReader frames);

    /**
     * A whole frame came.
     *
     * @param body readable bytes are exactly the frame's body; valid only during this call
     * @throws ProtocolViolation the frame makes no sense; the reader stops
     */
    void frame(FrameType type, int flags, int callId, ByteBuf body) throws ProtocolViolation;

    /** What the socket had is read: time to flush. */
    void readComplete();

    /** The reader stopped and will deliver no further frame. */
    void violated(ProtocolViolation violation);

    /** The socket has room again, or has none. */
    void writabilityChanged();

    /** The connection is gone. Called once. */
    void closed(String reason);
}
