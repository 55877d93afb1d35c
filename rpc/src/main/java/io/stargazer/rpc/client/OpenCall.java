package io.stargazer.rpc.client;

import io.netty.buffer.ByteBuf;
import io.stargazer.api.Failure;
import io.stargazer.rpc.wire.ProtocolViolation;

/** A call that waits for the provider; all methods run on the event loop. */
sealed interface OpenCall permits BulkCall, ClientCall, ClientStream {

    RpcMethod method();

    long deadlineNs();

    void response(ByteBuf payload) throws ProtocolViolation;

    /** The response of one part of the call, where it has parts. */
    default void response(int part, ByteBuf payload) throws ProtocolViolation {
        response(payload);
    }

    default void item(ByteBuf payload) throws ProtocolViolation {
        throw ProtocolViolation.malformed("an ITEM came for a call with one response");
    }

    default void end() throws ProtocolViolation {
        throw ProtocolViolation.malformed("an END came for a call with one response");
    }

    /** The provider takes so many items more. */
    default void credit(long items, boolean writable) throws ProtocolViolation {
        throw ProtocolViolation.malformed("a CREDIT came for a call without items");
    }

    /**
     * The call has failed.
     *
     * @param neverStarted the provider did not begin it
     */
    void failed(Failure failure, boolean neverStarted);

    /** One part of the call has failed, where it has parts. */
    default void failed(int part, Failure failure, boolean neverStarted) {
        failed(failure, neverStarted);
    }

    /** The caller was told an end already; only the provider's is missing. */
    boolean isSettled();
}
