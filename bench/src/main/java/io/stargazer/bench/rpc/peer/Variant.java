package io.stargazer.bench.rpc.peer;

/** What a peer is asked for besides plain calls. */
public enum Variant {
    /** One frame at a time, over TCP. */
    PLAIN,
    /** The same, and the calling thread moves the bytes itself instead of waiting for another. */
    DIRECT,
    /** Handlers that take batches. */
    BATCHED,
    /** Direct, and caller and server look for bytes for a while before they sleep. */
    SPIN,
    /** The same through memory that the two processes share. */
    SAME_HOST,
    /** Three servers, chosen among call by call; each call keeps its handler for a millisecond. */
    BALANCED,
    /** The same with a deadline of a quarter of a second, so that silence is noticed. */
    BALANCED_WITH_DEADLINE
}
