package io.stargazer.rpc.service;

import io.stargazer.rpc.CallContext;
import io.stargazer.rpc.bulk.BulkHandler;
import io.stargazer.rpc.stream.CallKind;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * One method that can be called.
 *
 * @param kind who sends items
 * @param inline runs on the event loop
 * @param body does the work on bytes
 */
public record BoundMethod(String service, String method, CallKind kind, boolean inline, Body body) {

    /** The work of a method that takes requests in batches; null for all others. */
    public @Nullable BulkHandler bulk() {
        return body instanceof Batches batches ? batches.handler() : null;
    }

    /** The work behind a method that takes requests in batches, and only so. */
    record Batches(BulkHandler handler) implements Body {
        @Override
        public Object invoke(CallContext call, byte[] request, Flow.Publisher<byte[]> items) {
            throw new IllegalStateException("this method is served in batches");
        }
    }

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
