package io.stargazer.rpc.service;

import io.stargazer.rpc.CallContext;
import java.util.concurrent.CompletionStage;

/**
 * Serves one method on bytes and answers later; begins on a virtual thread, or on the event loop
 * where it was bound so.
 */
@FunctionalInterface
public interface StageHandler {

    /**
     * Begins to answer one request. The answer leaves on the thread that completes the stage, which
     * need not be one that may block.
     *
     * @throws io.stargazer.api.Failure travels to the caller as it is
     * @throws Exception anything else becomes Faulted there and a line in the log here
     */
    CompletionStage<byte[]> handle(CallContext call, byte[] request) throws Exception;
}
