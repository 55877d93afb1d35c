package io.stargazer.server.http;

import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import io.stargazer.api.identity.Principal;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A request as a route sees it: authenticated, its body read. */
public final class HttpCall {

    /** What fits into a long. */
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

    private final RoutingContext context;
    private final @Nullable Principal principal;

    HttpCall(RoutingContext context, @Nullable Principal principal) {
        this.context = context;
        this.principal = principal;
    }

    /** Who asks. Not for routes that are open to all. */
    public Principal principal() {
        if (principal == null) {
            throw new IllegalStateException("an open route knows no principal");
        }
        return principal;
    }

    /** A part of the path, by the name it has in the route. */
    public String path(String name) {
        return Objects.requireNonNull(context.pathParam(name), name);
    }

    /** A query parameter, or the fallback where it is absent. */
    public String query(String name, String fallback) {
        String value = context.request().getParam(name);
        return value == null ? fallback : value;
    }

    /**
     * A query parameter that is a number of 0 or more.
     *
     * @throws Rejected {@code http.bad-parameter}
     */
    public long queryNumber(String name, long fallback) {
        return number("parameter", name, context.request().getParam(name), fallback);
    }

    /**
     * A header that is a number of 0 or more.
     *
     * @throws Rejected {@code http.bad-parameter}
     */
    public long headerNumber(String name, long fallback) {
        return number("header", name, header(name), fallback);
    }

    /**
     * Whether the answer may be a moment old.
     *
     * @throws Rejected {@code http.bad-parameter}
     */
    public boolean mayBeStale() {
        String value = query(Operation.STALE, "false");
        if (!value.equals("true") && !value.equals("false")) {
            throw new Rejected(
                    Status.INVALID_ARGUMENT,
                    "http.bad-parameter",
                    "the parameter '" + Operation.STALE + "' is true or false");
        }
        return value.equals("true");
    }

    /** Says in the head of the answer of which revision it is at least. */
    public void stamp(long revision) {
        Routes.onEventLoop(
                context,
                () -> context.response().putHeader("stargazer-revision", Long.toString(revision)));
    }

    private static long number(String kind, String name, @Nullable String value, long fallback) {
        if (value == null) {
            return fallback;
        }
        if (!NUMBER.matcher(value).matches()) {
            throw new Rejected(
                    Status.INVALID_ARGUMENT,
                    "http.bad-parameter",
                    "the %s '%s' is not a number of 0 or more".formatted(kind, name));
        }
        return Long.parseLong(value);
    }

    public @Nullable String header(String name) {
        return context.request().getHeader(name);
    }

    /** Every value of a header that may come several times, in order. */
    public List<String> headers(String name) {
        return context.request().headers().getAll(name);
    }

    /** The body as it came. */
    public byte[] body() {
        Buffer body = context.body().buffer();
        return body == null ? new byte[0] : body.getBytes();
    }

    /**
     * The body as a record.
     *
     * @throws Rejected {@code http.bad-json}
     */
    public <T> T body(Class<T> type) {
        return Json.read(body(), type);
    }

    /** For answers that are not JSON: the console's pages and redirects. */
    public RoutingContext context() {
        return context;
    }
}
