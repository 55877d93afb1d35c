package io.stargazer.server.http;

import io.vertx.core.Context;
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

    private final Context loop;
    private final HttpServerResponse response;
    private final AtomicInteger pending = new AtomicInteger();
    private volatile boolean closed;

    private EventStream(Context loop, HttpServerResponse response) {
        this.loop = loop;
        this.response = response;
    }

    static EventStream open(RoutingContext context) {
        Context loop = Routes.loopOf(context);
        HttpServerResponse response = context.response();
        EventStream stream = new EventStream(loop, response);
        response.closeHandler(done -> stream.closed = true);
        loop.runOnContext(done -> {
            response.setChunked(true);
            response.putHeader("content-type", "text/event-stream");
            response.putHeader("cache-control", "no-store");
            response.putHeader("x-accel-buffering", "no");
            response.write(": welcome\n\n");
            long timer = context.vertx().setPeriodic(PING_MS, id -> stream.write(": ping\n\n"));
            response.closeHandler(end -> {
                stream.closed = true;
                context.vertx().cancelTimer(timer);
            });
        });
        return stream;
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
            if (closed) {
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
            if (closed) {
                return;
            }
            response.write(text).onComplete(written -> pending.decrementAndGet());
        });
    }
}
