package io.stargazer.bench.log.store;

import java.io.Closeable;
import java.util.concurrent.CompletableFuture;

/**
 * One connection to one server of a replicated store. A write takes about 128 bytes, goes to one of
 * {@link #KEYS} names in turn, changes what is there, and ends when it is on the disks of a
 * majority. Any thread.
 */
public interface Store extends Closeable {

    int KEYS = 1024;

    /** Writes; {@code number} chooses the name, and differs from call to call. */
    CompletableFuture<?> write(long number);

    /** Calls back, on a thread of the store's, for every later write of anybody. */
    void watch(Runnable changed) throws Exception;

    /**
     * Writes once without knowing whether this server leads, and waits for the end.
     *
     * @throws Exception nothing is known to be written, be it that this server does not lead
     */
    void attempt() throws Exception;
}
