package io.stargazer.rpc.stream;

import io.stargazer.rpc.wire.Outgoing;
import org.jspecify.annotations.Nullable;

/** A call as the {@link ItemSender} sees it whose items leave by it. */
public interface Outlet {

    /** Any thread: has the items written soon, or abandoned when the connection is closed. */
    void submit(Outgoing items);

    /** Event loop: the id that items are sent under, or 0 when they are not wanted any more. */
    int openId();

    int maxItemBytes();

    /** Event loop: an item does not fit into a frame of the other side and was not sent. */
    void oversized(int itemBytes);

    /**
     * The publisher's thread, at most once: there will be no further item.
     *
     * @param thrown why, or null when the publisher has completed
     */
    void ended(@Nullable Throwable thrown);

    /** Event loop, after {@link #ended}: all items are written that will ever be. */
    void sent();

    /** Any thread, once, and last: the publisher is through, or has been told to stop. */
    void released();
}
