package io.stargazer.server.http;

import io.stargazer.api.identity.Principal;
import io.stargazer.server.http.Operation.Access;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The register of all HTTP operations: documents them, refuses a path that is taken, authenticates,
 * and runs each on a virtual thread of its own, where it may block.
 */
public final class Routes {

    private final Router router;
    private final Authentication authentication;
    private final ExecutorService threads;
    private final int maxBodyBytes;
    private final Lead lead;
    private final List<Operation> operations = new ArrayList<>();
    private final Set<String> taken = new HashSet<>();
    private final LongAdder served = new LongAdder();
    private @Nullable Page missing;
    private @Nullable Page leaderless;

    public Routes(
            Router router,
            Authentication authentication,
            ExecutorService threads,
            int maxBodyBytes,
            Lead lead) {
        this.router = router;
        this.authentication = authentication;
        this.threads = threads;
        this.maxBodyBytes = maxBodyBytes;
        this.lead = lead;
    }

    /** Answers a request with a value that becomes JSON, with nothing, or by itself. */
    public interface Endpoint {
        /**
         * Runs on a virtual thread.
         *
         * @return a record, a stage of one, or null for 204 No Content
         */
        @Nullable Object answer(HttpCall call) throws Exception;
    }

    /** An answer that is JSON already. Not to be changed. */
    @SuppressWarnings("ArrayRecordComponent") // never compared, only sent
    public record RawJson(byte[] bytes) {}

    /** Feeds a stream of server-sent events. */
    public interface EventSource {
        /** Runs on a virtual thread; the stream outlives it. */
        void open(HttpCall call, EventStream events) throws Exception;
    }

    /** Answers a request by itself, through {@link HttpCall#context()}: the console's pages. */
    public interface Page {
        void answer(HttpCall call) throws Exception;
    }

    /** Every operation so far, in the order in which they were added. */
    public List<Operation> operations() {
        return List.copyOf(operations);
    }

    /** All that answers, pages included: method and path, parameters as {@code {}}. */
    public Set<String> mounted() {
        return Set.copyOf(taken);
    }

    /** How many requests were answered so far. */
    public long served() {
        return served.sum();
    }

    public Routes add(Operation operation, Endpoint endpoint) {
        operations.add(operation);
        route(
                operation,
                call -> {
                    Object answer = endpoint.answer(call);
                    if (answer instanceof CompletionStage<?> stage) {
                        answer = stage.toCompletableFuture().join();
                    }
                    respond(call.context(), answer);
                });
        return this;
    }

    public Routes events(Operation operation, EventSource source) {
        operations.add(operation);
        route(
                operation,
                call -> {
                    EventStream events = EventStream.prepare(call.context());
                    source.open(call, events);
                    events.begin(); // only now: a refusal is an answer of its own
                });
        return this;
    }

    /** What writes its own answer and is documented, unlike a page. */
    public Routes download(Operation operation, Page source) {
        operations.add(operation);
        return page(operation, source);
    }

    /** A page of the console, or a file: not part of the documented API. */
    public Routes page(Operation operation, Page page) {
        route(operation, page);
        return this;
    }

    /** What a browser gets where there is nothing; programs get JSON. */
    public Routes missing(Page page) {
        missing = page;
        return this;
    }

    /** What a browser gets while nobody leads. */
    public Routes leaderless(Page page) {
        leaderless = page;
        return this;
    }

    /** Answers a request for which there is no route. */
    void answerMissing(RoutingContext context) {
        Page page = missing;
        if (page == null || !HttpFailures.isBrowser(context)) {
            fail(context, HttpFailures.notFound(context));
            return;
        }
        served.increment();
        context.put("loop", Vertx.currentContext());
        run(context, page, Access.OPEN);
    }

    private void route(Operation operation, Page page) {
        String shape = operation.method() + " " + operation.path().replaceAll("\\{\\w+}", "{}");
        if (!taken.add(shape)) {
            throw new IllegalStateException("two routes for " + shape);
        }
        router.route(operation.method(), operation.routerPath())
                .handler(BodyHandler.create(false).setBodyLimit(maxBodyBytes))
                .handler(context -> start(operation, context, page));
    }

    private void start(Operation operation, RoutingContext context, Page page) {
        served.increment();
        context.put("loop", Vertx.currentContext());
        boolean mayBeStale =
                operation.query().contains(Operation.STALE)
                        && "true".equals(context.request().getParam(Operation.STALE));
        if (operation.isLocal() || mayBeStale || lead.isHere()) {
            run(context, page, operation.access());
        } else {
            sendToLeader(context);
        }
    }

    /** With 307 whoever follows sends the same method and body again. */
    private void sendToLeader(RoutingContext context) {
        String address = lead.address();
        Page page = leaderless;
        if (address.isEmpty()) {
            context.response().putHeader("retry-after", "1");
            if (page != null && HttpFailures.isBrowser(context)) {
                context.response().putHeader("refresh", "2");
                run(context, page, Access.OPEN);
                return;
            }
            fail(context, 503, HttpFailures.leaderless());
            return;
        }
        String there = context.request().scheme() + "://" + address + context.request().uri();
        context.response().putHeader("location", there);
        fail(context, 307, HttpFailures.elsewhere(there));
    }

    private void run(RoutingContext context, Page page, Access access) {
        threads.execute(() -> {
            try {
                Principal principal =
                        access == Access.OPEN
                                ? null
                                : authentication.authenticate(context.request());
                page.answer(new HttpCall(context, principal));
            } catch (Throwable thrown) {
                fail(context, thrown);
            }
        });
    }

    /** Answers with what went wrong, unless an answer has begun. */
    static void fail(RoutingContext context, Throwable thrown) {
        fail(context, ErrorBody.of(thrown).status().http(), thrown);
    }

    private static void fail(RoutingContext context, int httpStatus, Throwable thrown) {
        send(context, httpStatus, Json.bytes(ErrorBody.of(thrown)));
    }

    private static void respond(RoutingContext context, @Nullable Object answer) {
        if (answer == null) {
            send(context, 204, null);
        } else {
            byte[] json = answer instanceof RawJson raw ? raw.bytes() : Json.bytes(answer);
            send(context, 200, json);
        }
    }

    /** Writing belongs to the connection's own thread. */
    private static void send(RoutingContext context, int status, byte @Nullable [] json) {
        onEventLoop(
                context,
                () -> {
                    HttpServerResponse response = context.response();
                    if (response.ended() || response.headWritten() || response.closed()) {
                        return;
                    }
                    response.setStatusCode(status);
                    response.putHeader("cache-control", "no-store");
                    if (json == null) {
                        response.end();
                    } else {
                        response.putHeader("content-type", "application/json");
                        response.end(Buffer.buffer(json));
                    }
                });
    }

    /** Begins to answer with server-sent events, for a page that decides itself whether to. */
    public static EventStream openStream(HttpCall call) {
        return EventStream.open(call.context());
    }

    /** Answers with bytes of any kind. */
    public static void bytes(HttpCall call, int status, Map<String, String> headers, byte[] body) {
        onEventLoop(
                call.context(),
                () -> {
                    HttpServerResponse response = call.context().response();
                    if (response.ended() || response.closed()) {
                        return;
                    }
                    response.setStatusCode(status);
                    headers.forEach(response::putHeader);
                    response.end(Buffer.buffer(body));
                });
    }

    /** Answers with a text of any kind. */
    public static void text(HttpCall call, String contentType, String text) {
        onEventLoop(
                call.context(),
                () ->
                        call.context()
                                .response()
                                .putHeader("content-type", contentType)
                                .putHeader("cache-control", "no-store")
                                .end(text));
    }

    static void onEventLoop(RoutingContext context, Runnable action) {
        @Nullable Context loop = context.get("loop");
        if (loop == null) {
            action.run(); // no route was found, so the event loop was never left
        } else {
            loop.runOnContext(done -> action.run());
        }
    }

    /** The event loop of the request's connection, as it was noted when the request began. */
    public static Context loopOf(RoutingContext context) {
        return Objects.requireNonNull(context.get("loop"));
    }
}
