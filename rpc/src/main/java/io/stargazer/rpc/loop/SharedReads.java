package io.stargazer.rpc.loop;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;

/**
 * Lets all connections of an event loop read into one large buffer, one after the other: few system
 * calls, no allocation, and no memory per connection. It suits handlers that are done with a buffer
 * when they have been called. Who keeps a reference keeps the whole buffer, and the loop makes
 * itself another; so a connection begins with small buffers of its own and is let in here when its
 * handlers are such.
 *
 * <p>One for each channel, set before its first read: a channel asks for it once and for all.
 */
public final class SharedReads extends DefaultMaxMessagesRecvByteBufAllocator {

    /** Most that one system call brings. */
    private static final int SHARED_BYTES = 256 << 10;

    private static final int FIRST_BYTES = 2048;

    /** The size of the channel's own buffers; 0 when it reads into the loop's. */
    private int ownBytes = FIRST_BYTES;

    /** Event loop: from now on into the buffer of the loop. */
    public void share() {
        ownBytes = 0;
    }

    /** Event loop: from now on into buffers of this size. */
    public void own(int bytes) {
        ownBytes = bytes;
    }

    @Override
    public MaxMessageHandle newHandle() {
        return new OneForAll();
    }

    private final class OneForAll extends MaxMessageHandle {

        @Override
        public int guess() {
            return ownBytes == 0 ? SHARED_BYTES : ownBytes;
        }

        @Override
        public ByteBuf allocate(ByteBufAllocator allocator) {
            return ownBytes == 0
                    ? LoopBuffers.current().read(SHARED_BYTES)
                    : allocator.ioBuffer(ownBytes);
        }
    }
}
