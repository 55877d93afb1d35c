package io.stargazer.rpc.wire;

import io.netty.buffer.ByteBuf;
import io.stargazer.rpc.RpcLimits;

/** The provider's answer to a login: who we are there, until when, and what it allows. */
public record LoggedIn(
        String principal,
        long expiresMs,
        int maxFrameBytes,
        int maxConcurrentCalls,
        int maxMethods,
        int pingMs) {

    public static LoggedIn of(String principal, long expiresMs, RpcLimits limits) {
        return new LoggedIn(
                principal,
                expiresMs,
                limits.maxFrameBytes(),
                limits.maxConcurrentCalls(),
                limits.maxMethods(),
                (int) limits.times().ping().toMillis());
    }

    public void write(Outbox out) {
        ByteBuf body = out.begin(FrameType.LOGGED_IN, 0, 0);
        Fields.writeString(body, principal);
        body.writeLong(expiresMs)
                .writeInt(maxFrameBytes)
                .writeInt(maxConcurrentCalls)
                .writeInt(maxMethods)
                .writeInt(pingMs);
        out.end();
    }

    public static LoggedIn read(ByteBuf body) throws ProtocolViolation {
        String principal = Fields.readString(body);
        Fields.need(body, 24);
        LoggedIn read =
                new LoggedIn(
                        principal,
                        body.readLong(),
                        body.readInt(),
                        body.readInt(),
                        body.readInt(),
                        body.readInt());
        if (read.maxFrameBytes < 1
                || read.maxConcurrentCalls < 1
                || read.maxMethods < 1
                || read.pingMs < 1) {
            throw ProtocolViolation.malformed("the provider's limits are not positive");
        }
        return read;
    }
}
