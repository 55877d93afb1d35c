package io.stargazer.rpc.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;

/**
 * An item that is already bytes, so that one encoding serves ten thousand subscribers.
 *
 * @param bytes shared, never changed; each connection takes its own reference while it writes, the
 *     maker keeps (and releases, when the buffer is pooled) its own after the last {@code onNext}
 */
public record EncodedItem(ByteBuf bytes) {

    /** Without a reference count to care for: the garbage collector takes it. */
    public static EncodedItem of(byte[] bytes) {
        return new EncodedItem(Unpooled.wrappedBuffer(bytes));
    }

    /** A copy of what it is. */
    public byte[] copy() {
        return ByteBufUtil.getBytes(bytes);
    }
}
