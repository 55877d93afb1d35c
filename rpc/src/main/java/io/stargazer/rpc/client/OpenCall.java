package io.stargazer.rpc.client;

import io.netty.buffer.ByteBuf;
import io.stargazer.api.Failure;
import io.stargazer.rpc.wire.ProtocolViolation;

/** A call that waits for the provider; all methods run on the event loop. */
sealed interface OpenCall permits ClientCall, ClientStream {

    RpcMethod method();

    long deadlineNs();

    void response(ByteBuf payload) throws ProtocolViolation;

    void item(ByteBuf payload) throws ProtocolViolation;

    void end() throws ProtocolViolation;

    /** The provider takes so many items more. */
    void credit(long items, boolean writable) throws ProtocolViolation;

    /**
     * The call has failed.
     *
     * @param neverStarted the provider did not begin it
     */
    void failed(Failure failure, boolean neverStarted);

    /** The caller was told an end already; only the provider's is missing. */
    boolean isSettled();
}
