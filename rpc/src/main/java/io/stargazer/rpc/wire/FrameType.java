package io.stargazer.rpc.wire;

import org.jspecify.annotations.Nullable;

/** The kinds of frames. Numbers are on the wire and never change their meaning. */
public enum FrameType {
    LOGIN(1),
    LOGGED_IN(2),
    DEFINE(3),
    REQUEST(4),
    RESPONSE(5),
    ERROR(6),
    CANCEL(7),
    ITEM(8),
    END(9),
    CREDIT(10),
    PING(11),
    PONG(12),
    GOAWAY(13),
    CLOSE(14);

    /** REQUEST: the caller expects ITEM frames and END instead of one RESPONSE. */
    public static final int STREAM_REPLY = 1;

    /** REQUEST: the caller sends ITEM frames and END after it. */
    public static final int STREAM_REQUEST = 2;

    /** ERROR: the handler was never called, so the same call may be made elsewhere. */
    public static final int NOT_STARTED = 1;

    /** CREDIT: as many items as the receiver likes. */
    public static final long UNLIMITED = 0xFFFF_FFFFL;

    /** Bytes of type, flags and call id: the smallest value of a frame's length field. */
    public static final int HEADER_BYTES = 6;

    private static final @Nullable FrameType[] BY_NUMBER = new FrameType[256];

    static {
        for (FrameType type : values()) {
            BY_NUMBER[type.number] = type;
        }
    }

    private final int number;

    FrameType(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    static @Nullable FrameType of(int number) {
        return BY_NUMBER[number];
    }
}
