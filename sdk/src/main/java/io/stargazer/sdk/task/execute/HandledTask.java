package io.stargazer.sdk.task.execute;

import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import io.stargazer.api.codec.Bytes;
import io.stargazer.api.task.TaskType;
import io.stargazer.sdk.task.wire.Values;
import java.lang.reflect.Type;
import java.util.ArrayDeque;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A type that this executor has a handler for: its attempts begin in the order in which they came,
 * as far as there are places. Thread-safe.
 */
final class HandledTask {

    private final TaskType type;
    private final Type payloadType;
    private final Handler<@Nullable Object, @Nullable Object> handler;
    private final HandlerTerms terms;
    private final int places;
    private final ArrayDeque<Attempt> waiting = new ArrayDeque<>();
    private int running;

    @SuppressWarnings("unchecked") // The payload is read as what the handler takes.
    HandledTask(
            TaskType type,
            Type payloadType,
            Handler<?, ? extends @Nullable Object> handler,
            HandlerTerms terms,
            int credit) {
        this.type = type;
        this.payloadType = payloadType;
        this.handler = (Handler<@Nullable Object, @Nullable Object>) handler;
        this.terms = terms;
        this.places = terms.placesOf(credit);
    }

    TaskType type() {
        return type;
    }

    int places() {
        return places;
    }

    boolean isFinal(Throwable thrown) {
        return thrown instanceof NonRetryable || terms.isFinal().test(thrown);
    }

    synchronized void add(Attempt attempt) {
        waiting.addLast(attempt);
    }

    /** Begins what waits while there are places, and room for what comes out of it. */
    synchronized void begin(BooleanSupplier hasRoom) {
        while (running < places && !waiting.isEmpty() && hasRoom.getAsBoolean()) {
            running++;
            Thread.ofVirtual().name("task-" + type.name()).start(waiting.removeFirst());
        }
    }

    synchronized void leave() {
        running--;
    }

    /** Whether it was still waiting; then it will not begin. */
    synchronized boolean withdraw(Attempt attempt) {
        return waiting.remove(attempt);
    }

    synchronized int running() {
        return running;
    }

    synchronized int waiting() {
        return waiting.size();
    }

    @Nullable Object payload(Bytes bytes) {
        Object payload = Values.decode(payloadType, bytes);
        if (payload == null && payloadType != Void.class) {
            throw new Rejected(
                    Status.INVALID_ARGUMENT,
                    "rpc.bad-payload",
                    "there is no payload, and the handler takes " + payloadType.getTypeName());
        }
        return payload;
    }

    @Nullable Object handle(@Nullable Object payload, TaskContext context) throws Exception {
        return handler.handle(payload, context);
    }
}
