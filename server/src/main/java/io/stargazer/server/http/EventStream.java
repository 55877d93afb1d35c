package io.stargazer.server.http;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A stream of server-sent events to one browser or program. Thread-safe; nothing blocks. A reader
 * that falls too far behind is disconnected: it comes back by itself and says where it was.
 */
public final class EventStream {

    private static final int MAX_PENDING_EVENTS = 1024;
    private static final long PING_MS = 15_000;

    private final Vertx vertx;
    private final Context loop;
    private final HttpServerResponse response;
    private final AtomicInteger pending = new AtomicInteger();
    private volatile boolean closed;

    private EventStream(Vertx vertx, Context loop, HttpServerResponse response) {
        this.vertx = vertx;
        this.loop = loop;
        this.response = response;
    }

    /** A stream that begins with its first event, or by {@link #begin}. */
    static EventStream prepare(RoutingContext context) {
        EventStream stream =
                new EventStream(context.vertx(), Routes.loopOf(context), context.response());
        stream.response.closeHandler(done -> stream.closed = true);
        return stream;
    }

    /** A stream that has begun. */
    static EventStream open(RoutingContext context) {
        EventStream stream = prepare(context);
        stream.begin();
        return stream;
    }

    /** Tells the reader that this is a stream; harmless when repeated. */
    void begin() {
        loop.runOnContext(done -> writeHead());
    }

    private void writeHead() {
        if (closed || response.headWritten()) {
            return;
        }
        response.setChunked(true);
        response.putHeader("content-type", "text/event-stream");
        response.putHeader("cache-control", "no-store");
        response.putHeader("x-accel-buffering", "no");
        response.write(": welcome\n\n");
        long timer = vertx.setPeriodic(PING_MS, id -> write(": ping\n\n"));
        response.closeHandler(end -> {
            closed = true;
            vertx.cancelTimer(timer);
        });
    }

    /** Whether the reader has gone. */
    public boolean isClosed() {
        return closed;
    }

    /**
     * Sends one event.
     *
     * @param id what a reader says when it comes back; empty for none
     * @param data may have several lines
     */
    public void send(String event, String id, String data) {
        StringBuilder text = new StringBuilder(data.length() + 64);
        text.append("event: ").append(event).append('\n');
        if (!id.isEmpty()) {
            text.append("id: ").append(id).append('\n');
        }
        data.lines().forEach(line -> text.append("data: ").append(line).append('\n'));
        write(text.append('\n').toString());
    }

    /** Runs the action once the reader has gone, at once if it already has. */
    public void onClose(Runnable action) {
        loop.runOnContext(done -> {
            if (closed || response.closed()) {
                closed = true;
                action.run();
            } else {
                response.endHandler(end -> action.run());
                response.exceptionHandler(failure -> {
                    closed = true;
                    action.run();
                });
            }
        });
    }

    public void close() {
        loop.runOnContext(done -> {
            if (!closed) {
                closed = true;
                response.end();
            }
        });
    }

    private void write(String text) {
        if (closed) {
            return;
        }
        if (pending.incrementAndGet() > MAX_PENDING_EVENTS) {
            close();
            return;
        }
        loop.runOnContext(done -> {
            if (closed || response.closed()) {
                closed = true;
                return;
            }
            writeHead();
            response.write(text).onComplete(written -> pending.decrementAndGet());
        });
    }
}
