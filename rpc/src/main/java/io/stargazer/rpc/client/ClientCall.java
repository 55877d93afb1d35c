package io.stargazer.rpc.client;

import io.netty.buffer.ByteBuf;
import io.stargazer.api.Failure;
import io.stargazer.api.Status;
import io.stargazer.rpc.CallFuture;
import io.stargazer.rpc.Metadata;
import io.stargazer.rpc.stream.CallKind;
import io.stargazer.rpc.wire.Fields;
import io.stargazer.rpc.wire.FrameType;
import io.stargazer.rpc.wire.Outbox;
import io.stargazer.rpc.wire.Outgoing;
import java.util.concurrent.CancellationException;

/**
 * One call on one connection: what waits in the outbox, sits in a slot, and is the caller's future,
 * so that a call costs one object. Completes on the event loop; cancelling it tells the provider.
 */
public final class ClientCall extends CallFuture implements OpenCall, Outgoing {

    private final ClientConnection connection;
    private final RpcMethod method;
    private final byte[] payload;
    private final long deadlineNs;
    private final Metadata metadata;
    private final long startedNs;

    /** Event loop only; 0 until it is sent. */
    private int id;

    private volatile boolean neverStarted;

    ClientCall(
            ClientConnection connection,
            RpcMethod method,
            byte[] payload,
            CallTerms terms,
            long nowNs) {
        this.startedNs = nowNs;
        this.connection = connection;
        this.method = method;
        this.payload = payload;
        this.deadlineNs = terms.deadlineNs();
        this.metadata = terms.metadata();
    }

    /** After a failure: the provider did not begin this call, so it may be made elsewhere. */
    public boolean neverStarted() {
        return neverStarted;
    }

    @Override
    public boolean cancel(boolean mayInterrupt) {
        // Unlike the method of the superclass, this one tells the first time from the second.
        if (completeExceptionally(new CancellationException())) {
            connection.onLoop(() -> connection.requests().tell(FrameType.CANCEL, id, this));
            observe(Status.CANCELLED);
        }
        return isCancelled();
    }

    @Override
    public void write(Outbox out) {
        if (isDone()) {
            return;
        }
        id = connection.requests().send(this, method, metadata, payload, CallKind.CALL);
    }

    @Override
    public void abandon(String reason) {
        failed(CallTerms.closed(reason), true);
    }

    @Override
    public int bytes() {
        return payload.length;
    }

    @Override
    public RpcMethod method() {
        return method;
    }

    @Override
    public long deadlineNs() {
        return deadlineNs;
    }

    @Override
    public void response(ByteBuf bytes) {
        if (complete(Fields.readRest(bytes))) {
            observe(Status.OK);
        }
    }

    @Override
    public void failed(Failure failure, boolean notBegun) {
        if (isDone()) {
            return;
        }
        neverStarted = notBegun;
        if (completeExceptionally(failure)) {
            observe(failure.status());
        }
    }

    @Override
    public boolean isSettled() {
        return isDone();
    }

    private void observe(Status status) {
        connection.observe(method, status, startedNs, 1);
    }
}
