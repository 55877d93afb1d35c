package io.stargazer.rpc.loop;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.util.concurrent.FastThreadLocal;
import org.jspecify.annotations.Nullable;

/**
 * The buffers that all connections of one event loop use, one after the other: see {@link
 * WritePages} and {@link SharedReads}. An ordinary loop is a thread, so they are that thread's and
 * end with it. A loop that many threads turn has its own and brings them along, so that no thread
 * keeps any. Event loop only, but for {@link #bytes()}.
 */
public final class LoopBuffers {

    private static final UnpooledByteBufAllocator PLAIN = new UnpooledByteBufAllocator(true, true);

    private static final FastThreadLocal<@Nullable LoopBuffers> OF_THREAD =
            new FastThreadLocal<>() {
                @Override
                protected void onRemoval(@Nullable LoopBuffers buffers) {
                    if (buffers != null) {
                        buffers.release();
                    }
                }
            };

    private final WritePages pages = new WritePages();
    private @Nullable ByteBuf read;

    /** Outside of the heap, of all loops, whether they wait to be taken or are in use. */
    public static long bytes() {
        return PLAIN.metric().usedDirectMemory();
    }

    /** Those of the loop that runs on this thread. */
    static LoopBuffers current() {
        LoopBuffers known = OF_THREAD.getIfExists();
        if (known == null) {
            known = new LoopBuffers();
            OF_THREAD.set(known);
        }
        return known;
    }

    /**
     * Makes this thread use those of a loop that it turns from now on, and back.
     *
     * @param next null for none, until the thread needs some of its own
     * @return what it has used before
     */
    public static @Nullable LoopBuffers use(@Nullable LoopBuffers next) {
        LoopBuffers before = OF_THREAD.getIfExists();
        OF_THREAD.set(next);
        return before;
    }

    WritePages pages() {
        return pages;
    }

    static ByteBuf direct(int bytes) {
        return PLAIN.directBuffer(bytes);
    }

    /** An empty buffer of this size to read into; the same as the last time if nobody kept that. */
    ByteBuf read(int bytes) {
        ByteBuf known = read;
        if (known != null && known.refCnt() == 1) {
            return known.clear().retain();
        }
        if (known != null) {
            known.release();
        }
        ByteBuf made = PLAIN.directBuffer(bytes, bytes);
        read = made;
        return made.retain();
    }

    /** The loop has ended: what the sockets still have goes when they have sent it. */
    public void release() {
        pages.release();
        if (read != null) {
            read.release();
            read = null;
        }
    }
}
