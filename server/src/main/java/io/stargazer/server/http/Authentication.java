package io.stargazer.server.http;

import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import io.stargazer.api.identity.Principal;
import io.stargazer.api.identity.Token;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Finds out who asks: a token in the {@code Authorization} header, or in the console's cookie. A
 * cookie is sent by the browser on its own, so with one, a request that changes something must come
 * from our own pages.
 */
public final class Authentication {

    public static final String COOKIE = "stargazer";

    private final Function<String, Token.Claims> gate;

    /**
     * @param gate admits whoever shows a good token, refuses all others with {@link Rejected}
     */
    public Authentication(Function<String, Token.Claims> gate) {
        this.gate = gate;
    }

    /**
     * Who asks.
     *
     * @throws Rejected UNAUTHENTICATED when the token is missing or not good
     */
    public Principal authenticate(HttpServerRequest request) {
        String header = request.getHeader("authorization");
        if (header != null) {
            if (!header.regionMatches(true, 0, "Bearer ", 0, 7)) {
                throw new Rejected(
                        Status.UNAUTHENTICATED,
                        "http.not-bearer",
                        "the Authorization header must be 'Bearer TOKEN'");
            }
            return gate.apply(header.substring(7).strip()).principal();
        }
        Cookie cookie = request.getCookie(COOKIE);
        if (cookie == null) {
            throw new Rejected(
                    Status.UNAUTHENTICATED,
                    "http.no-token",
                    "log in first: this needs 'Authorization: Bearer TOKEN'");
        }
        requireOwnPage(request);
        return gate.apply(cookie.getValue()).principal();
    }

    /** As {@link #authenticate}, null instead of a refusal: for pages that then show the login. */
    public @Nullable Principal tryAuthenticate(HttpServerRequest request) {
        try {
            return authenticate(request);
        } catch (Rejected refused) {
            return null;
        }
    }

    /**
     * Returns if the request changes nothing or comes from one of our own pages.
     *
     * @throws Rejected {@code http.foreign-page}
     */
    public static void requireOwnPage(HttpServerRequest request) {
        if (request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD)) {
            return;
        }
        String origin = request.getHeader("origin");
        HostAndPort here = request.authority(); // HTTP/2 has no Host header
        if (origin == null || here == null || !origin.endsWith("://" + here)) {
            throw new Rejected(
                    Status.PERMISSION_DENIED,
                    "http.foreign-page",
                    "a page of another site may not do this in your name");
        }
    }
}
