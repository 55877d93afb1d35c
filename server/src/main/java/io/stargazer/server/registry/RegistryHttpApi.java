package io.stargazer.server.registry;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.stargazer.api.Failure;
import io.stargazer.api.registry.Instance;
import io.stargazer.api.registry.Registration;
import io.stargazer.api.registry.RegistryContract.Update;
import io.stargazer.api.registry.RegistryEvent;
import io.stargazer.api.registry.ServiceName;
import io.stargazer.api.session.Session;
import io.stargazer.core.registry.Service;
import io.stargazer.server.control.ControlPlane;
import io.stargazer.server.http.ErrorBody;
import io.stargazer.server.http.EventStream;
import io.stargazer.server.http.HttpCall;
import io.stargazer.server.http.Json;
import io.stargazer.server.http.Operation;
import io.stargazer.server.http.Routes;
import io.stargazer.server.traffic.CallGraph;
import io.stargazer.server.traffic.CallGraph.Edge;
import io.stargazer.server.traffic.MethodPace;
import io.stargazer.server.traffic.MethodTraffic;
import io.stargazer.server.traffic.SlidingRate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Services over HTTP: routes only. */
public final class RegistryHttpApi {

    private static final String SERVICE = "/api/v1/services/{namespace}/{name}";
    private static final String INSTANCE = SERVICE + "/instances/{id}";

    private final RegistryService registry;
    private final CallGraph calls;
    private final MethodTraffic methods;
    private final ControlPlane control;

    public RegistryHttpApi(
            RegistryService registry,
            CallGraph calls,
            MethodTraffic methods,
            ControlPlane control) {
        this.registry = registry;
        this.calls = calls;
        this.methods = methods;
        this.control = control;
    }

    public record ServiceList(List<ServiceItem> items) {}

    public record ServiceItem(
            String namespace,
            String name,
            int instances,
            int lost,
            @JsonProperty("protected") boolean isProtected,
            List<String> versions,
            int callers,
            double callsPerSecond,
            double errorsPerSecond) {}

    public record ServiceDetail(
            String namespace,
            String name,
            @JsonProperty("protected") boolean isProtected,
            int lost,
            long revision,
            List<InstanceItem> instances,
            List<CallerItem> callers,
            List<MethodPace> methods) {}

    public record InstanceItem(
            String id,
            String version,
            String address,
            int weight,
            String zone,
            List<String> tags,
            SortedMap<String, String> metadata,
            String application,
            String session,
            String client,
            String since,
            @Nullable String lostAt,
            String state) {}

    public record CallerItem(
            String application,
            String since,
            double callsPerSecond,
            double errorsPerSecond,
            double meanMicros) {}

    public record Weight(int weight) {}

    public void addTo(Routes routes) {
        routes.add(
                Operation.get(
                                "/api/v1/services",
                                "The services of a namespace, or of all that you may see.",
                                ServiceList.class)
                        .withQuery("namespace"),
                this::list);
        routes.add(
                Operation.get(
                        SERVICE, "A service, its instances and callers.", ServiceDetail.class),
                call -> registry.get(call.principal(), serviceOf(call)).thenApply(this::detail));
        routes.events(
                Operation.get(
                                SERVICE + "/watch",
                                "Every change of a service as server-sent events.",
                                Update.class)
                        .withQuery("after"),
                this::watch);
        addInstances(routes);
    }

    private void addInstances(Routes routes) {
        routes.add(
                Operation.put(
                        INSTANCE,
                        "Change an instance's share of the calls; 0 drains it.",
                        Weight.class),
                call ->
                        registry.setWeight(
                                        call.principal(),
                                        serviceOf(call),
                                        call.path("id"),
                                        call.body(Weight.class).weight())
                                .thenAccept(revision -> {}));
        routes.add(
                Operation.delete(INSTANCE, "Take an instance away."),
                call ->
                        registry.deregister(call.principal(), serviceOf(call), call.path("id"))
                                .thenAccept(revision -> {}));
    }

    private Object list(HttpCall call) {
        String namespace = call.query("namespace", "");
        return (namespace.isEmpty()
                        ? registry.listAll(call.principal())
                        : registry.list(call.principal(), namespace))
                .thenApply(services -> new ServiceList(services.stream().map(this::item).toList()));
    }

    private void watch(HttpCall call, EventStream events) {
        long after = call.headerNumber("last-event-id", call.queryNumber("after", 0));
        ServiceName name = serviceOf(call);
        WatchHub.Watcher watcher =
                new WatchHub.Watcher() {
                    @Override
                    public void update(PushedUpdate update) {
                        send(events, name, update);
                    }

                    @Override
                    public void failed(Failure failure) {
                        events.send("unavailable", "", Json.text(ErrorBody.of(failure)));
                        events.close();
                    }
                };
        events.onClose(registry.watch(call.principal(), name, after, watcher));
    }

    private void send(EventStream events, ServiceName name, PushedUpdate pushed) {
        String id = Long.toString(pushed.revision());
        switch (pushed.update()) {
            case Update.Listing listing ->
                    events.send("listing", id, Json.text(listed(name, listing)));
            case Update.Changed changed -> send(events, id, changed);
        }
    }

    /** Only the last event of a revision bears it: who resumes there has all of them. */
    private void send(EventStream events, String id, Update.Changed changed) {
        int left = changed.events().size();
        for (RegistryEvent event : changed.events()) {
            ChangeItem item = ChangeItem.of(event, changed.timeMs(), this::instance);
            events.send("changed", --left == 0 ? id : "", Json.text(item));
        }
    }

    /** The listing as a whole service; who calls it and how is not part of a watch. */
    private ServiceDetail listed(ServiceName name, Update.Listing listing) {
        List<InstanceItem> instances =
                listing.registrations().stream().map(this::instance).toList();
        int lost = (int) listing.registrations().stream().filter(Registration::isLost).count();
        return new ServiceDetail(
                name.namespace(),
                name.name(),
                listing.isProtected(),
                lost,
                listing.revision(),
                instances,
                List.of(),
                List.of());
    }

    private ServiceItem item(Service service) {
        SlidingRate.Reading rate = calls.rate(service);
        List<String> versions =
                service.listed().stream()
                        .map(registration -> registration.instance().version())
                        .distinct()
                        .toList();
        return new ServiceItem(
                service.name().namespace(),
                service.name().name(),
                service.listedCount(),
                service.lost(),
                service.isProtected(),
                versions,
                service.callers().size(),
                rate.perSecond(),
                rate.errorsPerSecond());
    }

    private ServiceDetail detail(Service service) {
        List<InstanceItem> instances = service.listed().stream().map(this::instance).toList();
        List<CallerItem> callers = new ArrayList<>();
        for (var caller : service.callers()) {
            SlidingRate.Reading rate = calls.rate(new Edge(caller.key(), service.name()));
            callers.add(
                    new CallerItem(
                            caller.key().toString(),
                            time(caller.value()),
                            rate.perSecond(),
                            rate.errorsPerSecond(),
                            rate.meanMicros()));
        }
        return new ServiceDetail(
                service.name().namespace(),
                service.name().name(),
                service.isProtected(),
                service.lost(),
                control.latest().revision(),
                instances,
                callers,
                methods.paces(service.name()));
    }

    private InstanceItem instance(Registration registration) {
        Instance instance = registration.instance();
        Session session = control.latest().sessions().sessions().get(registration.session());
        return new InstanceItem(
                instance.id(),
                instance.version(),
                instance.address(),
                instance.weight(),
                instance.zone(),
                instance.tags(),
                instance.metadata(),
                registration.application().toString(),
                registration.session(),
                session == null ? "" : session.client(),
                time(registration.sinceMs()),
                registration.isLost() ? time(registration.lostMs()) : null,
                stateOf(registration));
    }

    private static String stateOf(Registration registration) {
        if (registration.isLost()) {
            return "suspect";
        }
        return registration.instance().weight() == 0 ? "draining" : "running";
    }

    private static ServiceName serviceOf(HttpCall call) {
        return new ServiceName(call.path("namespace"), call.path("name"));
    }

    private static String time(long epochMs) {
        return Instant.ofEpochMilli(epochMs).toString();
    }
}
