package io.stargazer.rpc.bulk;

import io.stargazer.rpc.CallContext;

/**
 * Serves one method on bytes, many requests at a time: all of them that one read from a socket
 * brought without another frame between. It runs on the event loop and must neither block nor take
 * long, see {@link io.stargazer.rpc.NonBlocking}. A single call is a batch of one.
 */
@FunctionalInterface
public interface BulkHandler {

    /**
     * Answers the requests of a batch, to the last.
     *
     * @param call who calls; deadline and metadata are those of each request, see the batch
     * @throws Exception fails what of the batch is not answered: as it is when it is a {@link
     *     io.stargazer.api.Failure}, else as Faulted with one line in the log
     */
    void handle(CallContext call, BulkBatch batch) throws Exception;
}
