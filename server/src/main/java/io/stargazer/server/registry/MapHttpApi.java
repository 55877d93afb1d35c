package io.stargazer.server.registry;

import io.stargazer.api.identity.ApplicationId;
import io.stargazer.api.registry.Registration;
import io.stargazer.core.registry.Service;
import io.stargazer.server.http.Operation;
import io.stargazer.server.http.Routes;
import io.stargazer.server.traffic.CallGraph;
import io.stargazer.server.traffic.CallGraph.Edge;
import io.stargazer.server.traffic.SlidingRate;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The service map over HTTP (RG-8): routes only. */
public final class MapHttpApi {

    private final RegistryService registry;
    private final CallGraph calls;

    public MapHttpApi(RegistryService registry, CallGraph calls) {
        this.registry = registry;
        this.calls = calls;
    }

    public record ServiceMap(List<MapNode> nodes, List<MapEdge> edges) {}

    public record MapNode(String id, String kind) {}

    public record MapEdge(
            String from,
            String to,
            double callsPerSecond,
            double errorsPerSecond,
            double meanMicros) {}

    public void addTo(Routes routes) {
        routes.add(
                Operation.get(
                                "/api/v1/map",
                                "Which application offers and calls which service.",
                                ServiceMap.class)
                        .withQuery("namespace")
                        .maybeStale(),
                call ->
                        Staleness.of(call, registry)
                                .list(call.principal(), call.query("namespace", "default"))
                                .thenApply(this::map));
    }

    /** Who calls a service points at it; the service points at who offers it. */
    private ServiceMap map(List<Service> services) {
        Set<MapNode> nodes = new LinkedHashSet<>();
        Set<MapEdge> edges = new LinkedHashSet<>();
        for (Service service : services) {
            MapNode target = new MapNode("service:" + service.name(), "service");
            nodes.add(target);
            for (var caller : service.callers()) {
                MapNode source = application(caller.key());
                nodes.add(source);
                SlidingRate.Reading rate = calls.rate(new Edge(caller.key(), service.name()));
                edges.add(
                        new MapEdge(
                                source.id(),
                                target.id(),
                                rate.perSecond(),
                                rate.errorsPerSecond(),
                                rate.meanMicros()));
            }
            for (Registration registration : service.listed()) {
                MapNode provider = application(registration.application());
                nodes.add(provider);
                edges.add(new MapEdge(target.id(), provider.id(), 0, 0, 0));
            }
        }
        return new ServiceMap(List.copyOf(nodes), List.copyOf(edges));
    }

    private static MapNode application(ApplicationId id) {
        return new MapNode("application:" + id, "application");
    }
}
