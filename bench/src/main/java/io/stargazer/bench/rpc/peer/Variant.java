package io.stargazer.bench.rpc.peer;

/** What a peer is asked for besides plain calls. */
public enum Variant {
    /** One frame at a time, over TCP. */
    PLAIN,
    /** Handlers that take batches. */
    BATCHED,
    /** Caller and server look for bytes for a while before they sleep. */
    SPIN,
    /** A way between processes of one host that is not TCP. */
    SAME_HOST,
    /** Three servers, chosen among call by call; each call keeps its handler for a millisecond. */
    BALANCED
}
