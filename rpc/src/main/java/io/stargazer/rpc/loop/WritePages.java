package io.stargazer.rpc.loop;

import io.netty.buffer.ByteBuf;
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

    private final List<ByteBuf> kept = new ArrayList<>();

    WritePages() {}

    /** An empty page, to be released by whoever writes it. */
    public static ByteBuf take() {
        return LoopBuffers.current().pages().any();
    }

    private ByteBuf any() {
        for (int at = 0; at < kept.size(); at++) {
            ByteBuf page = kept.get(at);
            if (page.refCnt() == 1) {
                return page.capacity(PAGE_BYTES).clear().retain();
            }
        }
        ByteBuf page = LoopBuffers.direct(PAGE_BYTES);
        if (kept.size() < KEPT) {
            kept.add(page.retain());
        }
        return page;
    }

    void release() {
        kept.forEach(ByteBuf::release);
        kept.clear();
    }
}
