package io.stargazer.rpc.service;

import io.stargazer.rpc.CallContext;
import io.stargazer.rpc.stream.EncodedItem;
import java.util.concurrent.Flow;

/**
 * Serves one streaming method on bytes. The publisher is subscribed to once, asked for items only
 * as the caller grants credit and the socket has room, and cancelled when the caller is gone. Its
 * {@code subscribe}, {@code request} and {@code cancel} are called on virtual threads of the call
 * and may publish or block; the latter two never at the same time.
 */
@FunctionalInterface
public interface StreamHandler {

    Flow.Publisher<EncodedItem> open(CallContext call, byte[] request) throws Exception;
}
