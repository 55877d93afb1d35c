package io.stargazer.bench.rpc.load;

/** Calls that the calling thread waits for. */
@FunctionalInterface
public interface BlockingEcho {

    /**
     * Calls and waits.
     *
     * @return how many bytes came back
     */
    int call(byte[] payload) throws Exception;
}
