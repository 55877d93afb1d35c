package io.stargazer.server.console.page;

import io.stargazer.api.registry.ServiceName;
import io.stargazer.core.registry.Service;
import io.stargazer.server.console.page.View.Fragment;
import io.stargazer.server.console.page.View.Head;
import io.stargazer.server.console.text.Format;
import io.stargazer.server.console.text.Format.Quantity;
import io.stargazer.server.console.text.Sparkline;
import io.stargazer.server.console.text.Words;
import io.stargazer.server.registry.RegistryService;
import io.stargazer.server.traffic.CallGraph;
import io.stargazer.server.traffic.SlidingRate;
import io.stargazer.server.traffic.SlidingRate.Measure;
import java.util.Collection;
import java.util.List;

/** The services of a namespace. */
public final class ServicesPage implements Page {

    private final RegistryService registry;
    private final CallGraph calls;

    public ServicesPage(RegistryService registry, CallGraph calls) {
        this.registry = registry;
        this.calls = calls;
    }

    /** A service in a table. */
    public record Row(
            String name,
            String href,
            Badge badge,
            String instances,
            String lost,
            String versions,
            Quantity calls,
            Quantity errors,
            boolean failing,
            Sparkline spark,
            String callers) {}

    @Override
    public View view(Visit visit) {
        List<Service> services = registry.list(visit.principal(), visit.namespace()).join();
        Words words = visit.words();
        Head head = new Head(words.get("nav.services"), health(services), null, null);
        if (services.isEmpty()) {
            return new View(head, List.of(new Fragment("start", "start", visit.namespace())));
        }
        List<Row> rows = services.stream().map(service -> row(words, service)).toList();
        return new View(
                head,
                List.of(figures(words, services), new Fragment("services", "services", rows)));
    }

    /** The address of a service's own page. */
    public static String href(ServiceName name) {
        return "/services/" + name.namespace() + "/" + name.name();
    }

    static Badge badge(Service service) {
        if (service.isProtected()) {
            return Badge.PROTECTED;
        }
        if (service.listedCount() == 0) {
            return service.lost() > 0 ? Badge.FAILED : Badge.STOPPED;
        }
        return Badge.RUNNING;
    }

    private static Badge health(List<Service> services) {
        if (services.isEmpty()) {
            return Badge.IDLE;
        }
        boolean well = services.stream().allMatch(s -> badge(s).equals(Badge.RUNNING));
        return well ? Badge.RUNNING : Badge.DEGRADED;
    }

    private Fragment figures(Words words, List<Service> services) {
        SlidingRate.Reading rate = SlidingRate.Reading.NONE;
        double[] called = {};
        double[] failed = {};
        double[] spent = {};
        int instances = 0;
        for (Service service : services) {
            rate = rate.plus(calls.rate(service));
            called = sum(called, calls.history(service, Measure.CALLS));
            failed = sum(failed, calls.history(service, Measure.ERRORS));
            spent = sum(spent, calls.history(service, Measure.MICROS));
            instances += service.listedCount();
        }
        long failing = services.stream().filter(s -> !badge(s).equals(Badge.RUNNING)).count();
        return Figure.row(
                Figure.count(words, "figure.services", services.size())
                        .withNote(
                                failing == 0
                                        ? words.get("note.all-well")
                                        : words.get("note.not-well", failing)),
                Figure.count(words, "figure.instances", instances),
                Figure.rate(words, "figure.calls", rate.perSecond(), called),
                Figure.rate(words, "figure.errors", rate.errorsPerSecond(), failed),
                latency(words, rate, called, spent));
    }

    static Figure latency(Words words, SlidingRate.Reading rate, double[] called, double[] spent) {
        double[] means = new double[called.length];
        for (int i = 0; i < means.length; i++) {
            means[i] = called[i] == 0 ? 0 : spent[i] / called[i];
        }
        return new Figure(
                words.get("figure.latency"),
                Format.micros(words, rate.meanMicros()),
                words.get("note.mean"),
                means.length == 0 ? null : Sparkline.fromZero(means));
    }

    private Row row(Words words, Service service) {
        SlidingRate.Reading rate = calls.rate(service);
        return new Row(
                service.name().name(),
                href(service.name()),
                badge(service),
                Format.count(words, service.listedCount()),
                service.lost() == 0 ? "" : words.count("n.lost", service.lost()),
                versions(service),
                Format.rate(words, rate.perSecond()),
                Format.rate(words, rate.errorsPerSecond()),
                rate.errorsPerSecond() > 0,
                Sparkline.fromZero(sum(new double[0], calls.history(service, Measure.CALLS))),
                Format.count(words, service.callers().size()));
    }

    private static String versions(Service service) {
        Collection<String> versions =
                service.listed().stream()
                        .map(registration -> registration.instance().version())
                        .distinct()
                        .toList();
        return String.join(", ", versions);
    }

    /** Element by element; either may be empty for nothing. */
    static double[] sum(double[] left, long[] right) {
        double[] sum = left.length == 0 ? new double[right.length] : left.clone();
        for (int i = 0; i < Math.min(sum.length, right.length); i++) {
            sum[i] += right[i];
        }
        return sum;
    }
}
