package io.stargazer.rpc.wire;

/**
 * Something that any thread hands to an {@link Outbox}. Write and abandon run on the event loop.
 */
public interface Outgoing {

    void write(Outbox out);

    /** The connection is closed: it will never be written. */
    void abandon(String reason);

    /** What it holds while it waits; 0 when something else bounds how many wait. */
    default int bytes() {
        return 0;
    }
}
