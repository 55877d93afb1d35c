package io.stargazer.rpc.stream;

import io.stargazer.rpc.wire.FrameType;

/**
 * Who sends how much in a call (RP-1). Both sides must mean the same kind: it travels as the flags
 * of the REQUEST.
 */
public enum CallKind {
    /** One request, one response. */
    CALL(0),
    /** One request, items back. */
    STREAM(FrameType.STREAM_REPLY),
    /** A request and items, one response. */
    UPLOAD(FrameType.STREAM_REQUEST),
    /** A request and items, items back; both directions at their own pace. */
    DUPLEX(FrameType.STREAM_REPLY | FrameType.STREAM_REQUEST);

    private static final CallKind[] BY_FLAGS = {CALL, STREAM, UPLOAD, DUPLEX};

    private final int flags;

    CallKind(int flags) {
        this.flags = flags;
    }

    /** The kind that a REQUEST with these flags asks for; other flags are ignored. */
    public static CallKind ofFlags(int flags) {
        return BY_FLAGS[flags & DUPLEX.flags];
    }

    public static CallKind of(boolean callerStreams, boolean providerStreams) {
        return ofFlags(
                (callerStreams ? FrameType.STREAM_REQUEST : 0)
                        | (providerStreams ? FrameType.STREAM_REPLY : 0));
    }

    /** The flags of the REQUEST. */
    public int flags() {
        return flags;
    }

    /** The caller sends items. */
    public boolean callerStreams() {
        return (flags & FrameType.STREAM_REQUEST) != 0;
    }

    /** The provider answers with items, not with one response. */
    public boolean providerStreams() {
        return (flags & FrameType.STREAM_REPLY) != 0;
    }
}
