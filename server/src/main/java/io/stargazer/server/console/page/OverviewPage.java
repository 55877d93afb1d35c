package io.stargazer.server.console.page;

import io.stargazer.api.identity.Role;
import io.stargazer.core.registry.Service;
import io.stargazer.server.cluster.Figures.Sample;
import io.stargazer.server.cluster.StatusService;
import io.stargazer.server.console.page.View.Act;
import io.stargazer.server.console.page.View.Fragment;
import io.stargazer.server.console.page.View.Head;
import io.stargazer.server.console.text.Format;
import io.stargazer.server.console.text.Sparkline;
import io.stargazer.server.console.text.Words;
import io.stargazer.server.registry.RegistryService;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/** The first page: is all well, how busy is it, what happened last. */
public final class OverviewPage implements Page {

    private static final int CHANGES = 12;
    private static final int CHART_SECONDS = 300;

    private final StatusService status;
    private final RegistryService registry;
    private final RecentChanges recent;

    public OverviewPage(StatusService status, RegistryService registry, RecentChanges recent) {
        this.status = status;
        this.registry = registry;
        this.recent = recent;
    }

    /** The chart: one value a second, oldest first, the last of them at {@code endMs}. */
    public record Rates(long endMs, List<Line> lines) {}

    /** A line of the chart. */
    public record Line(String name, List<Long> values) {}

    /** The newest changes, newest first. */
    public record Changes(List<ChangeRow> rows) {}

    @Override
    public View view(Visit visit) {
        List<Service> services = registry.list(visit.principal(), visit.namespace()).join();
        StatusService.Status now = status.status(visit.principal());
        List<Sample> history = status.history(visit.principal());
        List<Fragment> fragments = new ArrayList<>();
        fragments.add(figures(visit.words(), now, history));
        if (services.isEmpty()) {
            fragments.add(new Fragment("start", "start", visit.namespace()));
        }
        fragments.add(new Fragment("rates", "rates", rates(visit.words(), history)));
        fragments.add(new Fragment("changes", "changes", changes(visit)));
        return new View(head(visit, services), fragments);
    }

    private Head head(Visit visit, List<Service> services) {
        Act act =
                visit.may(Role.ADMIN)
                        ? ApplicationsPage.createAct(visit.words(), visit.namespace())
                        : null;
        return new Head(visit.words().get("nav.overview"), health(services), act, null);
    }

    private Badge health(List<Service> services) {
        if (!status.isReady()) {
            return Badge.FAILED;
        }
        return services.stream().anyMatch(Service::isProtected) ? Badge.DEGRADED : Badge.RUNNING;
    }

    private static Fragment figures(Words words, StatusService.Status now, List<Sample> history) {
        return Figure.row(
                Figure.rate(
                        words,
                        "figure.commands",
                        (double) now.rates().commandsPerSecond(),
                        values(history, Sample::commands)),
                Figure.rate(
                        words,
                        "figure.requests",
                        (double) now.rates().requestsPerSecond(),
                        values(history, Sample::requests)),
                Figure.rate(
                        words,
                        "figure.rpc-calls",
                        (double) now.rates().rpcCallsPerSecond(),
                        values(history, Sample::rpcCalls)),
                Figure.count(words, "figure.connections", now.connections())
                        .withSpark(Sparkline.fromZero(values(history, Sample::connections))),
                new Figure(
                        words.get("figure.memory"),
                        Format.bytes(words, now.memory().rssBytes()),
                        "",
                        Sparkline.fromZero(values(history, Sample::rssBytes))),
                Figure.count(words, "figure.log", now.log().committed())
                        .withSpark(Sparkline.fromLeast(values(history, Sample::committed))));
    }

    private static Rates rates(Words words, List<Sample> history) {
        List<Sample> shown =
                history.subList(Math.max(0, history.size() - CHART_SECONDS), history.size());
        return new Rates(
                shown.isEmpty() ? 0 : shown.getLast().timeMs(),
                List.of(
                        line(words.get("figure.commands"), shown, Sample::commands),
                        line(words.get("figure.requests"), shown, Sample::requests),
                        line(words.get("figure.rpc-calls"), shown, Sample::rpcCalls)));
    }

    private static Line line(String name, List<Sample> samples, ToLongFunction<Sample> value) {
        return new Line(name, samples.stream().map(value::applyAsLong).toList());
    }

    private Changes changes(Visit visit) {
        return new Changes(
                recent.of(visit.principal(), visit.namespace(), CHANGES).stream()
                        .map(change -> ChangeRow.of(visit, change))
                        .toList());
    }

    static double[] values(List<Sample> history, ToLongFunction<Sample> value) {
        return history.stream().mapToDouble(value::applyAsLong).toArray();
    }
}
