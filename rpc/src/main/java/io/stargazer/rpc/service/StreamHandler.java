package io.stargazer.rpc.service;

import io.stargazer.rpc.CallContext;
import java.util.concurrent.Flow;

/**
 * Serves one streaming method on bytes. The publisher is subscribed to once, asked for items only
 * as the caller grants credit and the socket has room, and cancelled when the caller is gone. Its
 * {@code request} and {@code cancel} are called on the call's own virtual thread and may block.
 */
@FunctionalInterface
public interface StreamHandler {

    Flow.Publisher<EncodedItem> open(CallContext call, byte[] request) throws Exception;
}
