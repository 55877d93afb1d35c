package io.stargazer.rpc.loop;

import io.netty.channel.IoEvent;
import io.netty.channel.IoHandle;
import io.netty.channel.IoRegistration;

/**
 * Something that an event loop must look at by itself, because the operating system knows nothing
 * of it. All methods run on the event loop.
 */
public interface Polled extends IoHandle {

    /**
     * Handles what is there.
     *
     * @return whether there was anything
     */
    boolean poll();

    /**
     * The loop is about to sleep: whoever brings something from now on must wake it.
     *
     * @return false when there is something already
     */
    boolean fallAsleep();

    /** The loop looks again by itself. */
    void wakeUp();

    /**
     * Memory somewhere could not be reached.
     *
     * @return whether it was ours; then this is not looked at any more
     */
    boolean isLost();

    @Override
    void close();

    @Override
    default void handle(IoRegistration registration, IoEvent event) {
        throw new UnsupportedOperationException("nobody sends events to what is polled");
    }
}
