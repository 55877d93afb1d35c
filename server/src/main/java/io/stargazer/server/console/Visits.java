package io.stargazer.server.console;

import io.stargazer.api.Failure;
import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import io.stargazer.api.identity.ApplicationId;
import io.stargazer.api.identity.Namespace;
import io.stargazer.api.identity.Principal;
import io.stargazer.server.console.page.Visit;
import io.stargazer.server.console.text.Words;
import io.stargazer.server.http.Authentication;
import io.stargazer.server.http.HttpCall;
import io.stargazer.server.identity.IdentityService;
import io.vertx.core.http.Cookie;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Finds out who looks, in which language and namespace. Thread-safe. */
final class Visits {

    static final String LANGUAGE_COOKIE = "stargazer-language";
    static final String THEME_COOKIE = "stargazer-theme";

    private final Authentication authentication;
    private final IdentityService identity;
    private final InstantSource clock;

    Visits(Authentication authentication, IdentityService identity, InstantSource clock) {
        this.authentication = authentication;
        this.identity = identity;
        this.clock = clock;
    }

    /** Null when nobody is logged in, or not any more. */
    @Nullable Principal principal(HttpCall call) {
        return authentication.tryAuthenticate(call.context().request());
    }

    /**
     * Who asks.
     *
     * @throws Rejected UNAUTHENTICATED, or {@code http.foreign-page}
     */
    Principal requirePrincipal(HttpCall call) {
        return authentication.authenticate(call.context().request());
    }

    Words words(HttpCall call) {
        return Words.of(cookie(call, LANGUAGE_COOKIE), call.header("accept-language"));
    }

    /** {@code dark}, {@code light}, or empty to follow the system. */
    static String theme(HttpCall call) {
        String chosen = cookie(call, THEME_COOKIE);
        return chosen != null && (chosen.equals("dark") || chosen.equals("light")) ? chosen : "";
    }

    /**
     * A visit of a page.
     *
     * @param namespace that the address names, empty for none
     */
    Visit visit(
            HttpCall call, Principal principal, String namespace, Map<String, String> parameters) {
        String chosen = parameters.getOrDefault("namespace", namespace);
        return new Visit(
                principal,
                words(call),
                chosen.isEmpty() ? firstNamespace(principal) : chosen,
                parameters,
                clock.instant());
    }

    /** The same visit, now. */
    Visit again(Visit visit) {
        return new Visit(
                visit.principal(),
                visit.words(),
                visit.namespace(),
                visit.parameters(),
                clock.instant());
    }

    /** The namespaces to choose from; none while the log cannot say. */
    List<String> namespaces(Principal principal) {
        try {
            return identity.namespaces(principal).join().stream().map(Namespace::name).toList();
        } catch (CompletionException e) {
            if (e.getCause() instanceof Failure) {
                return List.of();
            }
            throw e;
        }
    }

    private String firstNamespace(Principal principal) {
        List<String> visible = namespaces(principal);
        if (visible.contains(ApplicationId.DEFAULT_NAMESPACE)) {
            return ApplicationId.DEFAULT_NAMESPACE;
        }
        if (visible.isEmpty()) {
            throw new Rejected(
                    Status.PERMISSION_DENIED,
                    "console.no-namespace",
                    "%s may not look into any namespace".formatted(principal.actor()));
        }
        return visible.getFirst();
    }

    private static @Nullable String cookie(HttpCall call, String name) {
        Cookie cookie = call.context().request().getCookie(name);
        return cookie == null ? null : cookie.getValue();
    }
}
