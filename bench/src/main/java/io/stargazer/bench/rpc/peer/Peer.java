package io.stargazer.bench.rpc.peer;

import io.stargazer.bench.rpc.load.AsyncEcho;
import io.stargazer.bench.rpc.load.BatchedEcho;
import io.stargazer.bench.rpc.load.BlockingEcho;
import java.io.Closeable;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * One way to call another process: an echo of bytes, with one event loop on each side and no TLS.
 * Used by one thread.
 */
public interface Peer extends Closeable {

    String HOST = "127.0.0.1";

    /**
     * A server that is up.
     *
     * @param address what its callers connect to
     * @param drain stops without losing a call; true when all calls were finished
     */
    record Serving(String address, Callable<Boolean> drain) {

        public Serving(String address) {
            this(
                    address,
                    () -> {
                        throw new UnsupportedOperationException("this peer cannot drain");
                    });
        }
    }

    /**
     * Starts to serve.
     *
     * @param port 0 for any
     */
    Serving serve(Variant variant, int port) throws Exception;

    /**
     * Connects for calls that nobody waits for.
     *
     * @param addresses one, or for {@link Variant#BALANCED} some
     */
    default AsyncEcho async(Variant variant, List<String> addresses) throws Exception {
        throw new UnsupportedOperationException("no asynchronous calls");
    }

    /** Connects for calls that the thread waits for. */
    default BlockingEcho blocking(Variant variant, String address) throws Exception {
        throw new UnsupportedOperationException("no blocking calls");
    }

    /** Makes so many connections, on one event loop, for calls in batches. */
    default List<BatchedEcho> batched(String address, int connections) throws Exception {
        throw new UnsupportedOperationException("no batches");
    }
}
