package io.stargazer.rpc.loop;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import io.netty.util.concurrent.FastThreadLocal;
import org.jspecify.annotations.Nullable;

/**
 * Lets all connections of an event loop read into one large buffer, one after the other: few system
 * calls, no allocation, and no memory per connection. It suits handlers that are done with a buffer
 * when they have been called. Who keeps a reference keeps the whole buffer, and the loop makes
 * itself another.
 */
public final class SharedReads extends DefaultMaxMessagesRecvByteBufAllocator {

    /** Most that one system call brings. */
    private static final int READ_BYTES = 256 << 10;

    private static final UnpooledByteBufAllocator PLAIN = new UnpooledByteBufAllocator(true, true);

    private static final class Slot {
        private @Nullable ByteBuf buffer;

        private ByteBuf take() {
            ByteBuf known = buffer;
            if (known != null && known.refCnt() == 1) {
                return known.clear().retain();
            }
            if (known != null) {
                known.release();
            }
            ByteBuf made = PLAIN.directBuffer(READ_BYTES, READ_BYTES);
            buffer = made;
            return made.retain();
        }
    }

    private static final FastThreadLocal<Slot> OF_LOOP =
            new FastThreadLocal<>() {
                @Override
                protected Slot initialValue() {
                    return new Slot();
                }

                @Override
                protected void onRemoval(Slot slot) {
                    if (slot.buffer != null) {
                        slot.buffer.release();
                    }
                }
            };

    @Override
    public MaxMessageHandle newHandle() {
        return new OneForAll();
    }

    private final class OneForAll extends MaxMessageHandle {

        @Override
        public int guess() {
            return READ_BYTES;
        }

        @Override
        public ByteBuf allocate(ByteBufAllocator ignored) {
            return OF_LOOP.get().take();
        }
    }
}
