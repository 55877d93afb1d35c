package io.stargazer.rpc.service;

import io.stargazer.rpc.CallContext;
import io.stargazer.rpc.stream.CallKind;
import java.util.concurrent.Flow;

/**
 * One method that can be called.
 *
 * @param kind who sends items
 * @param inline runs on the event loop
 * @param body does the work on bytes
 */
public record BoundMethod(String service, String method, CallKind kind, boolean inline, Body body) {

    /** The work behind a method. */
    @FunctionalInterface
    public interface Body {
        /**
         * Runs the method.
         *
         * @param items what the caller sends after the request; none when the kind has none
         * @return {@code byte[]}, a {@code CompletionStage<byte[]>}, or, when the provider streams,
         *     a {@code Flow.Publisher<EncodedItem>}
         */
        Object invoke(CallContext call, byte[] request, Flow.Publisher<byte[]> items)
                throws Throwable;
    }
}
