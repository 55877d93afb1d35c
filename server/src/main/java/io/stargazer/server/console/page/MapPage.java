package io.stargazer.server.console.page;

import io.stargazer.api.identity.ApplicationId;
import io.stargazer.api.registry.Registration;
import io.stargazer.core.registry.Service;
import io.stargazer.server.console.page.MapLayout.Place;
import io.stargazer.server.console.page.View.Fragment;
import io.stargazer.server.console.page.View.Head;
import io.stargazer.server.console.text.Format;
import io.stargazer.server.console.text.Format.Quantity;
import io.stargazer.server.console.text.Words;
import io.stargazer.server.registry.RegistryService;
import io.stargazer.server.traffic.CallGraph;
import io.stargazer.server.traffic.SlidingRate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Who calls whom (RG-8): applications and services as a drawing, and as a table below it. */
public final class MapPage implements Page {

    private final RegistryService registry;
    private final CallGraph calls;

    public MapPage(RegistryService registry, CallGraph calls) {
        this.registry = registry;
        this.calls = calls;
    }

    /** What the drawing shows. */
    public record Drawing(List<Node> nodes, List<Edge> edges) {}

    /**
     * An application or a service.
     *
     * @param x 0 to 1, from those who call to those who are called
     * @param y 0 to 1
     */
    public record Node(
            String id,
            String name,
            boolean isService,
            String state,
            String href,
            double x,
            double y) {}

    /**
     * An arrow.
     *
     * @param label the rate, empty for "is offered by"
     */
    public record Edge(String from, String to, double perSecond, boolean failing, String label) {}

    /** An arrow in the table. */
    public record Row(
            String caller,
            String service,
            String href,
            Quantity calls,
            Quantity errors,
            boolean failing,
            Quantity latency) {}

    @Override
    public View view(Visit visit) {
        List<Service> services = registry.list(visit.principal(), visit.namespace()).join();
        Head head = new Head(visit.words().get("nav.map"));
        if (services.isEmpty()) {
            return new View(head, List.of(new Fragment("start", "start", visit.namespace())));
        }
        List<Row> rows = new ArrayList<>();
        List<Edge> edges = edges(visit, services, rows);
        Drawing drawing = new Drawing(nodes(visit, services, edges), edges);
        return new View(
                head,
                List.of(
                        new Fragment("map", "map", drawing),
                        new Fragment("map-table", "map-table", rows)));
    }

    private List<Edge> edges(Visit visit, List<Service> services, List<Row> rows) {
        Words words = visit.words();
        List<Edge> edges = new ArrayList<>();
        for (Service service : services) {
            String target = idOf(service);
            for (var caller : service.callers()) {
                SlidingRate.Reading rate =
                        calls.rate(new CallGraph.Edge(caller.key(), service.name()));
                boolean failing = rate.errorsPerSecond() > 0;
                Quantity perSecond = Format.rate(words, rate.perSecond());
                edges.add(
                        new Edge(
                                idOf(caller.key()),
                                target,
                                rate.perSecond(),
                                failing,
                                perSecond.toString()));
                rows.add(
                        new Row(
                                caller.key().name(),
                                service.name().name(),
                                ServicesPage.href(service.name()),
                                perSecond,
                                Format.rate(words, rate.errorsPerSecond()),
                                failing,
                                Format.micros(words, rate.meanMicros())));
            }
            for (ApplicationId provider : providers(service)) {
                edges.add(new Edge(target, idOf(provider), 0, false, ""));
            }
        }
        return edges;
    }

    private static List<Node> nodes(Visit visit, List<Service> services, List<Edge> edges) {
        Map<String, Service> byId = new LinkedHashMap<>();
        services.forEach(service -> byId.put(idOf(service), service));
        Set<String> ids = new LinkedHashSet<>(byId.keySet());
        edges.forEach(edge -> {
            ids.add(edge.from());
            ids.add(edge.to());
        });
        Map<String, Place> places =
                MapLayout.of(
                        List.copyOf(ids),
                        edges.stream().map(e -> new MapLayout.Arrow(e.from(), e.to())).toList());
        List<Node> nodes = new ArrayList<>();
        places.forEach((id, place) -> {
            Service service = byId.get(id);
            nodes.add(
                    service == null
                            ? new Node(
                                    id,
                                    id.substring(id.indexOf('/') + 1),
                                    false,
                                    "",
                                    "/applications?ns=" + visit.namespace(),
                                    place.x(),
                                    place.y())
                            : new Node(
                                    id,
                                    service.name().name(),
                                    true,
                                    ServicesPage.badge(service).css(),
                                    ServicesPage.href(service.name()),
                                    place.x(),
                                    place.y()));
        });
        return nodes;
    }

    private static Set<ApplicationId> providers(Service service) {
        Set<ApplicationId> providers = new LinkedHashSet<>();
        for (Registration registration : service.listed()) {
            providers.add(registration.application());
        }
        return providers;
    }

    private static String idOf(Service service) {
        return "service/" + service.name().name();
    }

    private static String idOf(ApplicationId application) {
        return "application/" + application.name();
    }
}
