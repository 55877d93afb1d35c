package io.stargazer.rpc.wire;

/** Something that any thread hands to an {@link Outbox}. Both methods run on the event loop. */
public interface Outgoing {

    void write(Outbox out);

    /** The connection is closed: it will never be written. */
    void abandon(String reason);
}
