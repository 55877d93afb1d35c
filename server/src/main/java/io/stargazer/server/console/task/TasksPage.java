package io.stargazer.server.console.task;

import io.stargazer.api.identity.Role;
import io.stargazer.api.task.TaskType;
import io.stargazer.server.console.page.Badge;
import io.stargazer.server.console.page.Badge.State;
import io.stargazer.server.console.page.Figure;
import io.stargazer.server.console.page.Page;
import io.stargazer.server.console.page.View;
import io.stargazer.server.console.page.View.Fragment;
import io.stargazer.server.console.page.View.Head;
import io.stargazer.server.console.page.Visit;
import io.stargazer.server.console.text.Format;
import io.stargazer.server.console.text.Format.Quantity;
import io.stargazer.server.console.text.Sparkline;
import io.stargazer.server.console.text.Words;
import io.stargazer.server.task.desk.TaskDesk;
import io.stargazer.server.task.desk.TypePaces;
import io.stargazer.server.task.desk.TypeStatus;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** The types of tasks of a namespace, with their queues. */
public final class TasksPage implements Page {

    private final TaskDesk desk;

    public TasksPage(TaskDesk desk) {
        this.desk = desk;
    }

    /** The types, and whether the reader may pause them. */
    public record Types(String namespace, boolean mayAct, List<Row> rows) {}

    /** A type in a table. */
    public record Row(
            String name,
            String href,
            Badge badge,
            boolean isPaused,
            String queued,
            String running,
            String waiting,
            long dead,
            String oldest,
            Quantity submitted,
            Quantity ended,
            Quantity failed,
            boolean failing,
            Sparkline spark,
            String executors) {}

    @Override
    public View view(Visit visit) {
        Words words = visit.words();
        List<TypeStatus> types = desk.types(visit.principal(), visit.namespace());
        Head head = new Head(words.get("nav.tasks"));
        if (types.isEmpty()) {
            return new View(head, List.of(new Fragment("no-tasks", "no-tasks", visit.namespace())));
        }
        List<Row> rows = types.stream().map(type -> row(words, type, desk.paces())).toList();
        Types model = new Types(visit.namespace(), visit.may(Role.OPERATOR), rows);
        return new View(
                head,
                List.of(
                        figures(words, types, desk.paces()),
                        new Fragment("types", "types", model)));
    }

    /** The address of a type's own page. */
    static String href(TaskType type) {
        return "/tasks/" + type.namespace() + "/" + type.name();
    }

    static Fragment figures(Words words, List<TypeStatus> types, TypePaces paces) {
        TypeStatus.Pace pace = TypeStatus.Pace.NONE;
        long queued = 0;
        long running = 0;
        long dead = 0;
        long oldestMs = 0;
        for (TypeStatus type : types) {
            pace = pace.plus(type.pace());
            queued += type.load().ready();
            running += type.load().running();
            dead += type.deadLetters();
            oldestMs = Math.max(oldestMs, type.oldestMs());
        }
        return Figure.row(
                Figure.count(words, "figure.queued", queued)
                        .withNote(
                                oldestMs == 0
                                        ? ""
                                        : words.get(
                                                "note.oldest",
                                                Format.duration(words, oldestMs / 1000))),
                Figure.count(words, "figure.running", running),
                Figure.rate(
                        words,
                        "figure.submitted",
                        pace.submitted(),
                        sum(types, type -> paces.submitted(type))),
                Figure.rate(
                        words, "figure.ended", pace.ended(), sum(types, type -> paces.ended(type))),
                Figure.rate(
                        words,
                        "figure.failed",
                        pace.failed(),
                        sum(types, type -> paces.failed(type))),
                Figure.count(words, "figure.dead", dead));
    }

    /** Second by second, over all types. */
    private static double[] sum(List<TypeStatus> types, Function<TaskType, long[]> history) {
        double[] sum = new double[0];
        for (TypeStatus type : types) {
            long[] one = history.apply(type.type());
            sum = sum.length < one.length ? Arrays.copyOf(sum, one.length) : sum;
            for (int i = 0; i < one.length; i++) {
                sum[i] += one[i];
            }
        }
        return sum;
    }

    private static Row row(Words words, TypeStatus type, TypePaces paces) {
        boolean isPaused = type.queue().settings().isPaused();
        return new Row(
                type.type().name(),
                href(type.type()),
                badge(type),
                isPaused,
                Format.count(words, type.load().ready()),
                Format.count(words, type.load().running()),
                Format.count(words, type.waiting()),
                type.deadLetters(),
                type.oldestMs() == 0 ? "–" : Format.duration(words, type.oldestMs() / 1000),
                Format.rate(words, type.pace().submitted()),
                Format.rate(words, type.pace().ended()),
                Format.rate(words, type.pace().failed()),
                type.pace().failed() > 0,
                Sparkline.fromZero(
                        Arrays.stream(paces.ended(type.type())).asDoubleStream().toArray()),
                Format.count(words, type.executors().size()));
    }

    static Badge badge(TypeStatus type) {
        if (type.queue().settings().isPaused()) {
            return new Badge(State.DEGRADED, "task-state.paused");
        }
        if (type.executors().isEmpty()) {
            return type.pending() > 0
                    ? new Badge(State.FAILED, "task-state.no-executor")
                    : Badge.IDLE;
        }
        return type.load().running() > 0 ? Badge.RUNNING : Badge.IDLE;
    }
}
