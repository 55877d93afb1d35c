package io.stargazer.rpc.service;

import io.stargazer.rpc.CallContext;

/**
 * Serves one method on bytes, below any codec. Runs on a virtual thread, or inline when bound so.
 */
@FunctionalInterface
public interface UnaryHandler {

    /**
     * Answers one request.
     *
     * @throws io.stargazer.api.Failure travels to the caller as it is
     * @throws Exception anything else becomes Faulted there and a line in the log here
     */
    byte[] handle(CallContext call, byte[] request) throws Exception;
}
