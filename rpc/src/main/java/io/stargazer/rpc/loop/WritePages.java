package io.stargazer.rpc.loop;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.ArrayList;
import java.util.List;

/**
 * The buffers that the connections of one event loop write their frames into. A page is shared with
 * the socket by its reference count: when only the count of this list is left, the socket has it
 * all and the page is taken again. So a burst allocates nothing, and ten thousand idle connections
 * hold none. Event loop only.
 */
public final class WritePages {

    /** Room in a page; it grows when one frame needs more. */
    public static final int PAGE_BYTES = 64 << 10;

    /** So many at most, made when they are needed; more only while sockets are slow. */
    private static final int KEPT = 64;

    private static final UnpooledByteBufAllocator PLAIN = new UnpooledByteBufAllocator(true, true);

    private static final FastThreadLocal<WritePages> OF_LOOP =
            new FastThreadLocal<>() {
                @Override
                protected WritePages initialValue() {
                    return new WritePages();
                }

                @Override
                protected void onRemoval(WritePages pages) {
                    pages.kept.forEach(ByteBuf::release);
                }
            };

    private final List<ByteBuf> kept = new ArrayList<>();

    private WritePages() {}

    /** Of all pages of all loops, whether they wait to be taken or to be sent. */
    public static long bytes() {
        return PLAIN.metric().usedDirectMemory();
    }

    /** An empty page, to be released by whoever writes it. */
    public static ByteBuf take() {
        return OF_LOOP.get().any();
    }

    private ByteBuf any() {
        for (int at = 0; at < kept.size(); at++) {
            ByteBuf page = kept.get(at);
            if (page.refCnt() == 1) {
                return page.capacity(PAGE_BYTES).clear().retain();
            }
        }
        ByteBuf page = PLAIN.directBuffer(PAGE_BYTES);
        if (kept.size() < KEPT) {
            kept.add(page.retain());
        }
        return page;
    }
}
