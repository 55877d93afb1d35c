package io.stargazer.server.http;

import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One thing that the HTTP API can do, as its documentation describes it.
 *
 * @param method the HTTP method
 * @param path with parameters in braces: {@code /api/v1/services/{namespace}/{name}}
 * @param summary one sentence
 * @param access who may ask
 * @param request the record that the body must be, null for none
 * @param response the record that is answered, null for none
 * @param query the names of its query parameters, all optional
 * @param isLocal whether every server answers for itself; all else the leader answers
 */
public record Operation(
        HttpMethod method,
        String path,
        String summary,
        Access access,
        @Nullable Class<?> request,
        @Nullable Class<?> response,
        List<String> query,
        boolean isLocal) {

    /** The query parameter that says that an answer may be a moment old. */
    public static final String STALE = "stale";

    /** Whether one must have logged in; what one may do then, the services decide. */
    public enum Access {
        OPEN,
        AUTHENTICATED
    }

    /** Where a GET goes. */
    public static Operation get(String path, String summary, Class<?> response) {
        return new Operation(
                HttpMethod.GET,
                path,
                summary,
                Access.AUTHENTICATED,
                null,
                response,
                List.of(),
                false);
    }

    public static Operation post(
            String path, String summary, @Nullable Class<?> request, @Nullable Class<?> response) {
        return new Operation(
                HttpMethod.POST,
                path,
                summary,
                Access.AUTHENTICATED,
                request,
                response,
                List.of(),
                false);
    }

    public static Operation put(String path, String summary, Class<?> request) {
        return new Operation(
                HttpMethod.PUT,
                path,
                summary,
                Access.AUTHENTICATED,
                request,
                null,
                List.of(),
                false);
    }

    public static Operation delete(String path, String summary) {
        return new Operation(
                HttpMethod.DELETE,
                path,
                summary,
                Access.AUTHENTICATED,
                null,
                null,
                List.of(),
                false);
    }

    /** A page, for people or other programs: its answer is not JSON. */
    public static Operation page(String path, String summary) {
        return new Operation(
                HttpMethod.GET, path, summary, Access.AUTHENTICATED, null, null, List.of(), false);
    }

    /** The same, for everybody. */
    public Operation open() {
        return new Operation(method, path, summary, Access.OPEN, request, response, query, isLocal);
    }

    /** The same, about this server: it answers whether it leads or not. */
    public Operation local() {
        return new Operation(method, path, summary, access, request, response, query, true);
    }

    /** The same, with query parameters. */
    public Operation withQuery(String... names) {
        return new Operation(
                method, path, summary, access, request, response, List.of(names), isLocal);
    }

    /** The same, also answered by a server that follows when {@value #STALE} is {@code true}. */
    public Operation maybeStale() {
        List<String> names = new ArrayList<>(query);
        names.add(STALE);
        return withQuery(names.toArray(String[]::new));
    }

    /** The path as the router writes it: {@code :name} for {@code {name}}. */
    String routerPath() {
        return path.replaceAll("\\{(\\w+)}", ":$1");
    }
}
