package io.stargazer.server.console.task;

import io.stargazer.api.identity.Role;
import io.stargazer.server.console.page.Badge;
import io.stargazer.server.console.page.Badge.State;
import io.stargazer.server.console.page.Figure;
import io.stargazer.server.console.page.Page;
import io.stargazer.server.console.page.View;
import io.stargazer.server.console.page.View.Fragment;
import io.stargazer.server.console.page.View.Head;
import io.stargazer.server.console.page.Visit;
import io.stargazer.server.console.text.Format;
import io.stargazer.server.console.text.Format.Moment;
import io.stargazer.server.task.executor.ExecutorDesk;
import io.stargazer.server.task.executor.ExecutorPhase;
import io.stargazer.server.task.live.ExecutorStatus;
import java.util.List;
import java.util.stream.Collectors;

/** The executors of a namespace, and what one may tell them (TK-10). */
public final class ExecutorsPage implements Page {

    private final ExecutorDesk desk;

    public ExecutorsPage(ExecutorDesk desk) {
        this.desk = desk;
    }

    /** The executors, and whether the reader may give them orders. */
    public record Executors(boolean mayAct, List<Row> rows) {}

    /** An executor in a table. */
    public record Row(
            Orders orders,
            String href,
            Badge badge,
            String busy,
            String types,
            Moment since,
            String client) {}

    /** What one may tell an executor. */
    public record Orders(String namespace, String application, String name, boolean works) {

        static Orders of(ExecutorStatus executor) {
            var owner = executor.session().application();
            return new Orders(
                    owner.namespace(),
                    owner.name(),
                    executor.name(),
                    ExecutorPhase.of(executor) == ExecutorPhase.WORKING);
        }

        /** As parameters of an address. */
        public String query() {
            return "ns=%s&app=%s&name=%s".formatted(namespace, application, name);
        }
    }

    @Override
    public View view(Visit visit) {
        Head head = new Head(visit.words().get("nav.executors"));
        List<ExecutorStatus> found = desk.list(visit.principal(), visit.namespace());
        if (found.isEmpty()) {
            return new View(
                    head, List.of(new Fragment("no-executors", "no-executors", visit.namespace())));
        }
        List<Row> rows = found.stream().map(executor -> row(visit, executor)).toList();
        Executors model = new Executors(visit.may(Role.OPERATOR), rows);
        return new View(
                head,
                List.of(
                        figures(visit, found),
                        new Fragment("executor-list", "executor-list", model)));
    }

    private static Fragment figures(Visit visit, List<ExecutorStatus> executors) {
        long working =
                executors.stream()
                        .filter(each -> ExecutorPhase.of(each) == ExecutorPhase.WORKING)
                        .count();
        long busy = executors.stream().mapToLong(ExecutorStatus::outstanding).sum();
        long credit = executors.stream().mapToLong(ExecutorStatus::credit).sum();
        return Figure.row(
                Figure.count(visit.words(), "figure.executors", executors.size()),
                Figure.count(visit.words(), "figure.working", working),
                Figure.count(visit.words(), "figure.busy", busy),
                Figure.count(visit.words(), "figure.credit", credit));
    }

    private static Row row(Visit visit, ExecutorStatus executor) {
        return new Row(
                Orders.of(executor),
                href(executor),
                badge(executor),
                visit.words()
                        .get(
                                "fact.of",
                                Format.count(visit.words(), executor.outstanding()),
                                Format.count(visit.words(), executor.credit())),
                types(executor),
                visit.ago(executor.session().openedMs()),
                executor.session().client());
    }

    /** The types, each with its places. */
    static String types(ExecutorStatus executor) {
        return executor.types().stream()
                .map(handled -> handled.type().name() + " × " + handled.places())
                .collect(Collectors.joining(", "));
    }

    /** The address of an executor's own page. */
    static String href(ExecutorStatus executor) {
        var owner = executor.session().application();
        return "/executors/" + owner.namespace() + "/" + owner.name() + "/" + executor.name();
    }

    static Badge badge(ExecutorStatus executor) {
        ExecutorPhase phase = ExecutorPhase.of(executor);
        State colour =
                switch (phase) {
                    case WORKING -> State.RUNNING;
                    case DRAINING, STOPPING -> State.DEGRADED;
                    case SILENT -> State.FAILED;
                };
        return new Badge(colour, "executor-state." + phase.word());
    }
}
