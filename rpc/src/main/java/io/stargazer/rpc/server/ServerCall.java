package io.stargazer.rpc.server;

import io.stargazer.api.Failure;
import io.stargazer.api.Status;
import io.stargazer.rpc.CallContext;
import io.stargazer.rpc.limit.AdaptiveLimit;
import io.stargazer.rpc.service.BoundMethod;
import io.stargazer.rpc.service.EncodedItem;
import io.stargazer.rpc.wire.FrameType;
import io.stargazer.rpc.wire.Frames;
import io.stargazer.rpc.wire.Outbox;
import io.stargazer.rpc.wire.Outgoing;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * One call while it is served. The handler runs once; its outcome comes back to the event loop as
 * this object. The caller hears exactly one end: the outcome, or before it a cancellation or the
 * deadline. The call counts as open until the handler has ended, whatever the caller was told
 * (RP-5, RP-6).
 */
final class ServerCall implements Runnable, Outgoing {

    private static final byte[] NOTHING = {};

    private final ServedCalls calls;
    private final BoundMethod method;
    private final CallContext context;
    private final byte[] request;
    private final long startedNs = System.nanoTime();
    final int id;

    /** Written by whoever ends the handler before it submits this call, read by the event loop. */
    private byte[] response = NOTHING;

    private @Nullable Failure failure;

    /** Written by the handler's thread, read by the event loop when it cancels. */
    private volatile @Nullable Thread thread;

    private volatile @Nullable CompletableFuture<?> future;
    private volatile @Nullable StreamReply stream;

    private int ticket = AdaptiveLimit.UNCOUNTED;
    private boolean inline;
    private boolean answered;

    ServerCall(ServedCalls calls, int id, BoundMethod method, CallContext context, byte[] request) {
        this.calls = calls;
        this.id = id;
        this.method = method;
        this.context = context;
        this.request = request;
        if (method.streams()) {
            stream = new StreamReply(this);
        }
    }

    long deadlineNs() {
        return context.deadlineNs();
    }

    /** It takes one of the places that the limit gives. */
    void counted(int given) {
        ticket = given;
    }

    int ticket() {
        return ticket;
    }

    @Nullable StreamReply stream() {
        return stream;
    }

    ServedCalls calls() {
        return calls;
    }

    CallContext context() {
        return context;
    }

    /** Event loop: the handler has run there and promised the bytes for later, or for now. */
    void awaitOnLoop(CompletionStage<byte[]> stage) {
        inline = true;
        await(stage);
        inline = false;
    }

    @Override
    public void run() {
        thread = Thread.currentThread();
        context.run(this::serve);
        thread = null;
    }

    @SuppressWarnings("unchecked") // BoundMethod.Body says what it returns.
    private void serve() {
        Object result;
        try {
            result = Objects.requireNonNull(method.body().invoke(context, request));
        } catch (Throwable thrown) {
            fail(thrown);
            return;
        }
        StreamReply items = stream;
        if (items != null) {
            items.serve((Flow.Publisher<EncodedItem>) result);
        } else if (result instanceof CompletionStage<?> stage) {
            await((CompletionStage<byte[]>) stage);
        } else {
            succeed((byte[]) result);
        }
    }

    private void await(CompletionStage<byte[]> stage) {
        future = stage.toCompletableFuture();
        if (context.isCancelled()) {
            stage.toCompletableFuture().cancel(true);
        }
        CompletionStage<byte[]> unused =
                stage.whenComplete((bytes, thrown) -> {
                    if (thrown == null) {
                        succeed(bytes);
                    } else {
                        fail(thrown);
                    }
                });
    }

    private void succeed(byte[] bytes) {
        response = bytes;
        submit();
    }

    /** Ends the call with what a handler threw. */
    void fail(Throwable thrown) {
        failure =
                context.isCancelled()
                        ? Refusals.cancelled()
                        : Refusals.thrown(method, context, thrown);
        submit();
    }

    /** Ends a stream after its last item. */
    void end() {
        submit();
    }

    private void submit() {
        // A future may end on another thread while the loop is still inside awaitOnLoop.
        if (inline && calls.isOnLoop()) {
            calls.finish(this);
        } else {
            calls.submit(this);
        }
    }

    /** Event loop: the handler has ended. */
    @Override
    public void write(Outbox out) {
        calls.finish(this);
    }

    /**
     * Event loop: tells the caller how the handler ended, unless it heard of another end before.
     */
    void answer(Outbox out, int maxFrameBytes) {
        if (answered) {
            return;
        }
        answered = true;
        Failure problem = failure;
        if (problem == null && response.length > maxFrameBytes - FrameType.HEADER_BYTES) {
            problem = Refusals.responseTooLarge(response.length);
        }
        if (problem != null) {
            Frames.error(out, id, false, problem);
            observe(problem.status());
        } else if (stream != null) {
            out.frame(FrameType.END, id);
            observe(Status.OK);
        } else {
            out.frame(FrameType.RESPONSE, id, response);
            observe(Status.OK);
        }
    }

    /** Event loop: ends the call before its handler has, and stops the handler. */
    void stop(Outbox out, Failure why) {
        if (answered) {
            return;
        }
        answered = true;
        if (out.isOpen()) {
            Frames.error(out, id, false, why);
        }
        observe(why.status());
        context.cancel();
        CompletableFuture<?> pending = future;
        if (pending != null) {
            pending.cancel(true);
        }
        Thread running = thread;
        if (running != null && running.isVirtual()) {
            running.interrupt();
        }
    }

    private void observe(Status status) {
        calls.ended(method, context, status, startedNs);
    }

    boolean isAnswered() {
        return answered;
    }

    @Override
    public void abandon(String reason) {
        calls.forget(this);
    }
}
