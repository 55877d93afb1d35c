package io.stargazer.rpc.server;

import io.stargazer.api.Failure;
import io.stargazer.api.Status;
import io.stargazer.rpc.CallContext;
import io.stargazer.rpc.service.BoundMethod;
import io.stargazer.rpc.stream.Nothing;
import io.stargazer.rpc.wire.FrameType;
import io.stargazer.rpc.wire.Frames;
import io.stargazer.rpc.wire.Outbox;
import java.util.concurrent.CompletionStage;

/**
 * Serves the methods that promised not to block, on the event loop. A call whose handler returns
 * bytes has ended before anything else can happen to it: it needs no object, no place among the
 * open calls and no watch over its deadline.
 */
final class InlineCalls {

    private final ServedCalls calls;
    private final Outbox out;
    private final int maxResponseBytes;
    private final Tally tally;

    InlineCalls(ServedCalls calls, Outbox out, int maxFrameBytes, Tally tally) {
        this.calls = calls;
        this.out = out;
        this.maxResponseBytes = maxFrameBytes - FrameType.HEADER_BYTES;
        this.tally = tally;
    }

    @SuppressWarnings("unchecked") // BoundMethod.Body says what it returns.
    void serve(int callId, BoundMethod method, CallContext context, byte[] request) {
        CallContext.Serving serving = CallContext.Serving.ofThisThread();
        CallContext before = serving.enter(context);
        Object result;
        try {
            result = method.body().invoke(context, request, Nothing.published());
        } catch (Throwable thrown) {
            fail(callId, method, Refusals.thrown(method, context, thrown));
            return;
        } finally {
            serving.leave(before);
        }
        if (result instanceof byte[] response) {
            answer(callId, method, response);
        } else if (result == null) {
            fail(callId, method, Refusals.answeredWithNull(method));
        } else {
            calls.await(
                    new ServerCall(calls, callId, method, context, request),
                    (CompletionStage<byte[]>) result);
        }
    }

    private void answer(int callId, BoundMethod method, byte[] response) {
        if (response.length > maxResponseBytes) {
            fail(callId, method, Refusals.responseTooLarge(response.length));
        } else {
            out.frame(FrameType.RESPONSE, callId, response);
            tally.count(method, Status.OK, 1);
        }
    }

    private void fail(int callId, BoundMethod method, Failure why) {
        Frames.error(out, callId, false, why);
        tally.count(method, why.status(), 1);
    }
}
