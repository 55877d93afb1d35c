package io.stargazer.server.console.page;

import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import io.stargazer.api.identity.Role;
import io.stargazer.api.registry.Instance;
import io.stargazer.api.registry.Registration;
import io.stargazer.api.registry.ServiceName;
import io.stargazer.api.session.Session;
import io.stargazer.core.registry.Service;
import io.stargazer.server.console.page.View.Fragment;
import io.stargazer.server.console.page.View.Head;
import io.stargazer.server.console.page.View.Link;
import io.stargazer.server.console.text.Format;
import io.stargazer.server.console.text.Format.Moment;
import io.stargazer.server.console.text.Format.Quantity;
import io.stargazer.server.console.text.Words;
import io.stargazer.server.registry.RegistryService;
import io.stargazer.server.session.SessionService;
import io.stargazer.server.traffic.CallGraph;
import io.stargazer.server.traffic.MethodTraffic;
import io.stargazer.server.traffic.SlidingRate;
import io.stargazer.server.traffic.SlidingRate.Measure;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One service: how its methods go, its instances and who calls it. */
public final class ServicePage implements Page {

    private final RegistryService registry;
    private final SessionService sessions;
    private final CallGraph calls;
    private final MethodTraffic methods;

    public ServicePage(
            RegistryService registry,
            SessionService sessions,
            CallGraph calls,
            MethodTraffic methods) {
        this.registry = registry;
        this.sessions = sessions;
        this.calls = calls;
        this.methods = methods;
    }

    /** The instances, and whether the reader may act on them. */
    public record Instances(ServiceName name, boolean mayAct, List<InstanceRow> rows) {}

    /** An instance in a table. */
    public record InstanceRow(
            String id,
            Badge badge,
            String version,
            String address,
            String zone,
            int weight,
            List<String> tags,
            SortedMap<String, String> metadata,
            String application,
            String client,
            Moment since) {

        private static final int SHORT = 20;

        /** The id, cut when it is long. */
        public String shortId() {
            return id.length() <= SHORT ? id : id.substring(0, SHORT - 1) + "…";
        }
    }

    /** An application that calls the service, in a table. */
    public record CallerRow(
            String application,
            Quantity calls,
            Quantity errors,
            boolean failing,
            Quantity latency,
            Moment since) {}

    @Override
    public View view(Visit visit) {
        ServiceName name = new ServiceName(visit.parameter("namespace"), visit.parameter("name"));
        Link parent =
                new Link(visit.words().get("nav.services"), "/services?ns=" + name.namespace());
        Service service = find(visit, name);
        if (service == null) {
            return new View(
                    new Head(name.name(), Badge.STOPPED, null, parent),
                    List.of(new Fragment("gone", "gone", name.toString())),
                    false);
        }
        Head head = new Head(name.name(), ServicesPage.badge(service), null, parent);
        return new View(
                head,
                List.of(
                        figures(visit.words(), service),
                        new Fragment(
                                "methods", "methods", MethodRow.of(visit.words(), methods, name)),
                        new Fragment("instances", "instances", instances(visit, service)),
                        new Fragment("callers", "callers", callers(visit, service))));
    }

    private @Nullable Service find(Visit visit, ServiceName name) {
        try {
            return registry.get(visit.principal(), name).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof Rejected refused && refused.status() == Status.NOT_FOUND) {
                return null;
            }
            throw e;
        }
    }

    private Fragment figures(Words words, Service service) {
        SlidingRate.Reading rate = calls.rate(service);
        double[] called = history(service, Measure.CALLS);
        String lost = service.lost() == 0 ? "" : words.count("n.lost", service.lost());
        return Figure.row(
                Figure.count(words, "figure.instances", service.listedCount()).withNote(lost),
                Figure.rate(words, "figure.calls", rate.perSecond(), called),
                Figure.rate(
                        words,
                        "figure.errors",
                        rate.errorsPerSecond(),
                        history(service, Measure.ERRORS)),
                ServicesPage.latency(words, rate, called, history(service, Measure.MICROS)),
                Figure.count(words, "figure.callers", service.callers().size()));
    }

    private double[] history(Service service, Measure measure) {
        return ServicesPage.sum(new double[0], calls.history(service, measure));
    }

    private Instances instances(Visit visit, Service service) {
        Map<String, String> clients =
                sessions.list(visit.principal(), service.name().namespace()).stream()
                        .collect(Collectors.toMap(Session::id, Session::client));
        List<InstanceRow> rows =
                service.listed().stream()
                        .map(registration ->
                                row(
                                        visit,
                                        registration,
                                        clients.getOrDefault(registration.session(), "")))
                        .toList();
        boolean mayAct = visit.principal().may(service.name().namespace(), Role.OPERATOR);
        return new Instances(service.name(), mayAct, rows);
    }

    private static InstanceRow row(Visit visit, Registration registration, String client) {
        Instance instance = registration.instance();
        return new InstanceRow(
                instance.id(),
                badge(registration),
                instance.version(),
                instance.address(),
                instance.zone(),
                instance.weight(),
                instance.tags(),
                instance.metadata(),
                registration.application().name(),
                client,
                visit.ago(registration.sinceMs()));
    }

    private static Badge badge(Registration registration) {
        if (registration.isLost()) {
            return Badge.SUSPECT;
        }
        return registration.instance().weight() == 0 ? Badge.DRAINING : Badge.RUNNING;
    }

    private List<CallerRow> callers(Visit visit, Service service) {
        List<CallerRow> rows = new ArrayList<>();
        for (var caller : service.callers()) {
            SlidingRate.Reading rate = calls.rate(new CallGraph.Edge(caller.key(), service.name()));
            rows.add(
                    new CallerRow(
                            caller.key().name(),
                            Format.rate(visit.words(), rate.perSecond()),
                            Format.rate(visit.words(), rate.errorsPerSecond()),
                            rate.errorsPerSecond() > 0,
                            Format.micros(visit.words(), rate.meanMicros()),
                            visit.ago(caller.value())));
        }
        return rows;
    }
}
