package io.stargazer.rpc.stream;

import io.stargazer.rpc.wire.Outgoing;
import org.jspecify.annotations.Nullable;

/** A call as the {@link ItemSender} sees it whose items leave by it. */
public interface Outlet {

    /** Any thread: queues an item behind those before it. */
    void submit(Outgoing item);

    /** Event loop: the id that items are sent under, or 0 when they are not wanted any more. */
    int openId();

    /** Event loop: the socket takes more. */
    boolean isWritable();

    int maxItemBytes();

    /** Event loop: an item does not fit into a frame of the other side and was not sent. */
    void oversized(int itemBytes);

    /**
     * The publisher's thread, at most once, and not after {@link ItemSender#stop}: there will be no
     * further item.
     *
     * @param thrown why, or null when the publisher has completed
     */
    void ended(@Nullable Throwable thrown);

    /** Any thread, once, and last: the publisher is through, or has been told to stop. */
    void released();
}
