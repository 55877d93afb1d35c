package io.stargazer.server.console;

import io.stargazer.api.Status;
import io.stargazer.api.identity.Principal;
import io.stargazer.server.console.Frame.NamespaceLink;
import io.stargazer.server.console.Frame.NavigationLink;
import io.stargazer.server.console.page.View;
import io.stargazer.server.console.page.Visit;
import io.stargazer.server.console.text.Words;
import io.stargazer.server.http.ErrorBody;
import io.stargazer.server.http.HttpCall;
import io.stargazer.server.http.Operation;
import io.stargazer.server.http.Operation.Access;
import io.stargazer.server.http.Routes;
import io.vertx.core.http.HttpMethod;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The pages as a browser first gets them: whole, in their frame. */
public final class PageRoutes {

    private final Sitemap sitemap;
    private final Visits visits;
    private final Templates templates;
    private final Assets assets;
    private final Supplier<List<String>> others;

    /**
     * @param others addresses of the other servers, for pages whose own is gone (CL-2)
     */
    PageRoutes(
            Sitemap sitemap,
            Visits visits,
            Templates templates,
            Assets assets,
            Supplier<List<String>> others) {
        this.sitemap = sitemap;
        this.visits = visits;
        this.templates = templates;
        this.assets = assets;
        this.others = others;
    }

    /** What could not be shown, and why. */
    public record Problem(String title, String sentence, String icon) {}

    void addTo(Routes routes) {
        for (Sitemap.Place place : sitemap.places()) {
            routes.page(page(place.path()), call -> answer(call, pathOf(call)));
        }
        routes.missing(this::missing);
        routes.leaderless(this::leaderless);
    }

    /** A route of the console: open, since it shows the login to those who have not logged in. */
    static Operation page(String path) {
        return new Operation(
                HttpMethod.GET,
                path,
                "A page of the console.",
                Access.OPEN,
                null,
                null,
                List.of(),
                false);
    }

    private void answer(HttpCall call, String path) {
        Principal principal = visits.principal(call);
        if (principal == null) {
            toLogin(call);
            return;
        }
        Sitemap.Found found = sitemap.find(path);
        if (found == null) {
            missing(call);
            return;
        }
        try {
            String wanted = call.query("ns", "");
            Visit visit = visits.visit(call, principal, wanted, found.parameters());
            View view = found.place().page().view(visit);
            int status = view.found() ? 200 : 404;
            List<String> elsewhere = others.get();
            String html = whole(call, found.place(), visit, view, elsewhere);
            Answers.html(call, status, html, Answers.reaching(elsewhere));
        } catch (RuntimeException failure) {
            problem(call, principal, failure);
        }
    }

    /** What was asked for; an address without a path is the first page's. */
    private static String pathOf(HttpCall call) {
        return Objects.requireNonNullElse(call.context().request().path(), "/");
    }

    private static void toLogin(HttpCall call) {
        String to = call.context().request().uri();
        String query = to.equals("/") ? "" : "?to=" + URLEncoder.encode(to, StandardCharsets.UTF_8);
        Answers.redirect(call, "/login" + query, Map.of());
    }

    private String whole(
            HttpCall call, Sitemap.Place place, Visit visit, View view, List<String> elsewhere) {
        StringBuilder body = new StringBuilder();
        view.live().forEach(fragment -> body.append(templates.render(visit.words(), fragment)));
        String uri = pathOf(call) + "?ns=" + visit.namespace();
        String stream = "/console/stream?page=" + URLEncoder.encode(uri, StandardCharsets.UTF_8);
        List<NamespaceLink> namespaces = new ArrayList<>();
        String base = place.inNavigation() ? place.path() : "/" + place.area();
        for (String name : visits.namespaces(visit.principal())) {
            boolean current = name.equals(visit.namespace());
            namespaces.add(new NamespaceLink(name, base + "?ns=" + name, current));
        }
        Frame frame =
                new Frame(
                        visit.words(),
                        view.head().title(),
                        Visits.theme(call),
                        visit.principal().name(),
                        links(place.area(), visit.namespace()),
                        namespaces,
                        stream,
                        String.join(" ", elsewhere),
                        Frame.Files.of(assets, place.library()),
                        Templates.finished(body.toString()));
        return templates.render("frame", visit.words(), frame);
    }

    private List<NavigationLink> links(String area, String namespace) {
        String query = namespace.isEmpty() ? "" : "?ns=" + namespace;
        return sitemap.places().stream()
                .filter(Sitemap.Place::inNavigation)
                .map(place ->
                        new NavigationLink(
                                place.area(), place.path() + query, place.area().equals(area)))
                .toList();
    }

    private void missing(HttpCall call) {
        Principal principal = visits.principal(call);
        if (principal == null) {
            toLogin(call);
            return;
        }
        Words words = visits.words(call);
        String path = pathOf(call);
        show(
                call,
                principal,
                404,
                new Problem(
                        words.get("problem.missing"),
                        words.get("problem.missing-path", path),
                        "map-off"));
    }

    /** Nobody leads, so nobody can say what is on the page: asks again by itself. */
    private void leaderless(HttpCall call) {
        Words words = visits.words(call);
        show(
                call,
                visits.principal(call),
                503,
                new Problem(
                        words.get("problem.unavailable"), words.get("problem.no-leader"), "alert"));
    }

    private void problem(HttpCall call, Principal principal, Throwable failure) {
        ErrorBody error = ErrorBody.of(failure);
        Words words = visits.words(call);
        Problem problem =
                new Problem(words.get(titleKey(error.status())), error.message(), "alert");
        show(call, principal, error.status().http(), problem);
    }

    private static String titleKey(Status status) {
        return switch (status) {
            case NOT_FOUND -> "problem.missing";
            case PERMISSION_DENIED -> "problem.forbidden";
            case INVALID_ARGUMENT -> "problem.invalid";
            case FAULTED -> "problem.bug";
            default -> "problem.unavailable";
        };
    }

    private void show(HttpCall call, @Nullable Principal principal, int status, Problem problem) {
        Words words = visits.words(call);
        Frame frame =
                new Frame(
                        words,
                        problem.title(),
                        Visits.theme(call),
                        principal == null ? "" : principal.name(),
                        links("", ""),
                        List.of(),
                        "",
                        "",
                        Frame.Files.of(assets, ""),
                        Templates.finished(templates.render("problem", words, problem)));
        Answers.html(call, status, templates.render("frame", words, frame));
    }
}
