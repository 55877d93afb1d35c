package io.stargazer.rpc.stream;

/** A call as the {@link ItemReceiver} sees it whose items come in by it. All on its thread. */
public interface Inlet {

    /** Lets the other side send so many items more. */
    void grant(long items);

    /** The subscriber wants no more items; any thread, at most once. */
    void unwanted();

    /** The subscriber has thrown, which it must not, and gets no more items. */
    void broken(Throwable thrown);
}
