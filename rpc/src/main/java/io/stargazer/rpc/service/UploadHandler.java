package io.stargazer.rpc.service;

import io.stargazer.rpc.CallContext;
import java.util.concurrent.Flow;

/**
 * Serves one method on bytes whose caller sends items after the request. Runs on a virtual thread.
 * The items come once, to one subscriber, on virtual threads of their own, one after the other; the
 * caller sends no more than is requested. When the handler returns before the last item, the caller
 * is stopped and the subscriber gets an error; when the caller gives up, the handler is interrupted
 * and the subscriber gets an error.
 */
@FunctionalInterface
public interface UploadHandler {

    /**
     * Answers one request and its items.
     *
     * @throws io.stargazer.api.Failure travels to the caller as it is
     * @throws Exception anything else becomes Faulted there and a line in the log here
     */
    byte[] handle(CallContext call, byte[] request, Flow.Publisher<byte[]> items) throws Exception;
}
