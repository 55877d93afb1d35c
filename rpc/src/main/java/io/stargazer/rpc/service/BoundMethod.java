package io.stargazer.rpc.service;

import io.stargazer.rpc.CallContext;

/**
 * One method that can be called.
 *
 * @param streams answers with items, not with one response
 * @param inline runs on the event loop
 * @param body does the work on bytes
 */
public record BoundMethod(
        String service, String method, boolean streams, boolean inline, Body body) {

    /** The work behind a method. */
    @FunctionalInterface
    public interface Body {
        /**
         * Runs the method.
         *
         * @return {@code byte[]}, a {@code CompletionStage<byte[]>}, or, when the method streams, a
         *     {@code Flow.Publisher<EncodedItem>}
         */
        Object invoke(CallContext call, byte[] request) throws Throwable;
    }
}
