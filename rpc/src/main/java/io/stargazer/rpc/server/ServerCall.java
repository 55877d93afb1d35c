package io.stargazer.rpc.server;

import io.stargazer.api.Failure;
import io.stargazer.api.Status;
import io.stargazer.rpc.CallContext;
import io.stargazer.rpc.limit.AdaptiveLimit;
import io.stargazer.rpc.service.BoundMethod;
import io.stargazer.rpc.stream.CallKind;
import io.stargazer.rpc.stream.EncodedItem;
import io.stargazer.rpc.stream.Nothing;
import io.stargazer.rpc.wire.FrameType;
import io.stargazer.rpc.wire.Frames;
import io.stargazer.rpc.wire.Outbox;
import io.stargazer.rpc.wire.Outgoing;
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

    /** What streams in this call; null when nothing does. */
    private final @Nullable ServedItems items;

    private int ticket = AdaptiveLimit.UNCOUNTED;
    private boolean inline;
    private boolean answered;

    ServerCall(ServedCalls calls, int id, BoundMethod method, CallContext context, byte[] request) {
        this.calls = calls;
        this.id = id;
        this.method = method;
        this.context = context;
        this.request = request;
        this.items =
                method.kind() == CallKind.CALL ? null : new ServedItems(this, calls, method.kind());
    }

    long deadlineNs() {
        return context.deadlineNs();
    }

    BoundMethod method() {
        return method;
    }

    /** It takes one of the places that the limit gives. */
    void counted(int given) {
        ticket = given;
    }

    int ticket() {
        return ticket;
    }

    @Nullable ServedItems items() {
        return items;
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
        // Whoever cancels from now on finds the thread; who was quicker is seen here.
        if (context.isCancelled()) {
            fail(Refusals.cancelled());
        } else {
            context.run(this::serve);
        }
        thread = null;
    }

    @SuppressWarnings("unchecked") // BoundMethod.Body says what it returns.
    private void serve() {
        ServedItems streams = items;
        Object result;
        try {
            Flow.Publisher<byte[]> incoming =
                    streams == null ? Nothing.published() : streams.incoming();
            result = method.body().invoke(context, request, incoming);
        } catch (Throwable thrown) {
            fail(thrown);
            return;
        }
        if (result == null) {
            fail(Refusals.answeredWithNull(method));
        } else if (streams != null && method.kind().providerStreams()) {
            streams.send((Flow.Publisher<EncodedItem>) result);
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
                    } else if (context.isCancelled()) {
                        failing(thrown);
                        // Cancelling a future ends it, not the work that was to complete it.
                        context.whenIdle(this::submit);
                    } else {
                        fail(thrown);
                    }
                });
    }

    private void succeed(byte @Nullable [] bytes) {
        if (bytes == null) {
            failure = Refusals.answeredWithNull(method);
        } else {
            response = bytes;
        }
        submit();
    }

    private void fail(Throwable thrown) {
        failing(thrown);
        submit();
    }

    /** The call is going to end with what its handler, or the publisher it returned, threw. */
    void failing(Throwable thrown) {
        failure =
                context.isCancelled()
                        ? Refusals.cancelled()
                        : Refusals.thrown(method, context, thrown);
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
        if (items != null) {
            items.over();
        }
        Failure problem = failure;
        if (problem == null && response.length > maxFrameBytes - FrameType.HEADER_BYTES) {
            problem = Refusals.responseTooLarge(response.length);
        }
        if (problem != null) {
            Frames.error(out, id, false, problem);
            observe(problem.status());
        } else if (method.kind().providerStreams()) {
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
        Throwable broken = context.cancel();
        if (broken != null) {
            Refusals.hookFailed(method, broken);
        }
        CompletableFuture<?> pending = future;
        if (pending != null) {
            pending.cancel(true);
        }
        if (items != null) {
            items.stop(why);
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

    /** The handler had ended, but the connection is gone: nobody hears how. */
    @Override
    public void abandon(String reason) {
        calls.forget(this);
        if (!answered) {
            answered = true;
            observe(Status.CANCELLED);
        }
    }
}
