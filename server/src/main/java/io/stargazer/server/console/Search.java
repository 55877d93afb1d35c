package io.stargazer.server.console;

import io.stargazer.api.identity.Application;
import io.stargazer.api.identity.Principal;
import io.stargazer.api.registry.Instance;
import io.stargazer.api.registry.Registration;
import io.stargazer.core.registry.Service;
import io.stargazer.server.console.page.ServicesPage;
import io.stargazer.server.console.task.WorkSearch;
import io.stargazer.server.console.text.Words;
import io.stargazer.server.http.HttpCall;
import io.stargazer.server.http.Routes;
import io.stargazer.server.identity.IdentityService;
import io.stargazer.server.registry.RegistryService;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Finds pages, services, instances, applications and what there is of tasks by name or id, as
 * somebody types.
 */
public final class Search {

    private static final int MOST = 10;

    private final Sitemap sitemap;
    private final RegistryService registry;
    private final IdentityService identity;
    private final WorkSearch work;
    private final Visits visits;
    private final Templates templates;

    Search(Sitemap sitemap, Console.Services services, Visits visits, Templates templates) {
        Console.Work tasks = services.work();
        this.sitemap = sitemap;
        this.registry = services.registry();
        this.identity = services.identity();
        this.work = new WorkSearch(tasks.desk(), tasks.schedules(), tasks.workflows());
        this.visits = visits;
        this.templates = templates;
    }

    /** Something found. */
    public record Hit(String icon, String title, String note, String href) {}

    /** What was asked for, and what was found. */
    public record Hits(String query, List<Hit> hits) {}

    void addTo(Routes routes) {
        routes.page(PageRoutes.page("/console/search"), this::answer);
    }

    private void answer(HttpCall call) {
        Principal principal = visits.principal(call);
        if (principal == null) {
            Answers.empty(call, 401, Map.of("hx-redirect", "/login"));
            return;
        }
        Words words = visits.words(call);
        String query = call.query("q", "").strip().toLowerCase(Locale.ROOT);
        List<Hit> hits = query.isEmpty() ? List.of() : find(principal, words, query);
        Answers.html(call, 200, templates.render("search", words, new Hits(query, hits)));
    }

    private List<Hit> find(Principal principal, Words words, String query) {
        List<Hit> hits = new ArrayList<>();
        for (Sitemap.Place place : sitemap.places()) {
            String title = words.get("nav." + place.area());
            if (place.inNavigation() && title.toLowerCase(Locale.ROOT).contains(query)) {
                hits.add(new Hit(place.area(), title, words.get("search.page"), place.path()));
            }
        }
        List<Hit> instances = new ArrayList<>();
        List<String> namespaces = visits.namespaces(principal);
        for (String namespace : namespaces) {
            for (Service service : registry.list(principal, namespace).join()) {
                if (service.name().name().contains(query)) {
                    hits.add(hit(words, service));
                }
                service.listed().stream()
                        .filter(registration -> matches(registration.instance(), query))
                        .limit(MOST)
                        .forEach(registration -> instances.add(hit(words, service, registration)));
            }
        }
        for (WorkSearch.Found one : work.find(principal, words, namespaces, query)) {
            hits.add(new Hit(one.area(), one.title(), one.note(), one.href()));
        }
        for (Application application : identity.applications(principal).join()) {
            if (application.id().name().contains(query)) {
                hits.add(hit(words, application));
            }
        }
        hits.addAll(instances);
        return hits.subList(0, Math.min(MOST, hits.size()));
    }

    private static boolean matches(Instance instance, String query) {
        return instance.id().contains(query) || instance.address().contains(query);
    }

    private static Hit hit(Words words, Service service) {
        String note = words.get("search.service", service.name().namespace());
        return new Hit("services", service.name().name(), note, ServicesPage.href(service.name()));
    }

    private static Hit hit(Words words, Service service, Registration registration) {
        Instance instance = registration.instance();
        return new Hit(
                "instance",
                instance.id(),
                words.get("search.instance", service.name().name(), instance.address()),
                ServicesPage.href(service.name()) + "#instance-" + instance.id());
    }

    private static Hit hit(Words words, Application application) {
        return new Hit(
                "applications",
                application.id().name(),
                words.get("search.application", application.id().namespace()),
                "/applications?ns="
                        + application.id().namespace()
                        + "#application-"
                        + application.id().name());
    }
}
