package io.stargazer.bench.rpc.load;

/** Calls that nobody waits for: any number may be under way. */
@FunctionalInterface
public interface AsyncEcho {

    /** Calls. The answer comes on a thread of the peer, which may make the next call from it. */
    void send(byte[] payload, Answer answer);
}
