package io.stargazer.server.console.task;

import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import io.stargazer.api.identity.Role;
import io.stargazer.api.task.TaskType;
import io.stargazer.server.console.page.Badge;
import io.stargazer.server.console.page.Page;
import io.stargazer.server.console.page.View;
import io.stargazer.server.console.page.View.Fragment;
import io.stargazer.server.console.page.View.Head;
import io.stargazer.server.console.page.View.Link;
import io.stargazer.server.console.page.Visit;
import io.stargazer.server.console.text.Format;
import io.stargazer.server.console.text.Format.Moment;
import io.stargazer.server.console.text.Words;
import io.stargazer.server.task.desk.TaskDesk;
import io.stargazer.server.task.desk.TaskPages;
import io.stargazer.server.task.desk.TaskStatus;
import io.stargazer.server.task.desk.TypeStatus;
import io.stargazer.server.task.desk.Wanted;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One type: its figures, its executors, and its tasks by state. */
public final class TypePage implements Page {

    private static final int SHOWN = 50;

    private static final List<Wanted.State> TABS =
            List.of(
                    Wanted.State.ALL,
                    Wanted.State.RUNNING,
                    Wanted.State.DISPATCHED,
                    Wanted.State.QUEUED,
                    Wanted.State.WAITING,
                    Wanted.State.DEAD,
                    Wanted.State.SUCCEEDED,
                    Wanted.State.FAILED,
                    Wanted.State.CANCELLED);

    private final TaskDesk desk;

    public TypePage(TaskDesk desk) {
        this.desk = desk;
    }

    /** The acts of a type, and its limits. */
    public record Acts(TaskType type, boolean mayAct, boolean isPaused, long dead, String limits) {}

    /** An executor in a table. */
    public record ExecutorLine(String name, Badge badge, int outstanding, int credit) {}

    /** The tasks in one state, and the other states. */
    public record Tasks(
            TaskType type, boolean mayAct, List<Tab> tabs, List<Row> rows, boolean more) {}

    /** A state to be looked at. */
    public record Tab(String key, String href, boolean current) {}

    /** A task in a table. */
    public record Row(
            String id,
            String href,
            Badge badge,
            String progress,
            Moment submitted,
            String submitter,
            int attempts,
            String executor,
            String error) {}

    @Override
    public View view(Visit visit) {
        TaskType type = new TaskType(visit.parameter("namespace"), visit.parameter("name"));
        Words words = visit.words();
        Link parent = new Link(words.get("nav.tasks"), "/tasks?ns=" + type.namespace());
        TypeStatus status = find(visit, type);
        if (status == null) {
            return new View(
                    new Head(type.name(), Badge.STOPPED, null, parent),
                    List.of(new Fragment("no-tasks", "no-tasks", type.namespace())),
                    false);
        }
        Wanted.State state = Wanted.State.of(visit.parameters().getOrDefault("state", "all"));
        TaskPages.Page page =
                desk.page(
                        visit.principal(),
                        new Wanted(type.namespace(), type.name(), state, ""),
                        "",
                        SHOWN);
        boolean mayAct = visit.may(Role.OPERATOR);
        List<Row> rows = page.tasks().stream().map(task -> row(visit, task)).toList();
        Tasks tasks = new Tasks(type, mayAct, tabs(type, state), rows, !page.next().isEmpty());
        return new View(
                new Head(type.name(), TasksPage.badge(status), null, parent),
                List.of(
                        TasksPage.figures(words, List.of(status), desk.paces()),
                        new Fragment("type-acts", "type-acts", acts(words, status, mayAct)),
                        new Fragment("tasks", "tasks", tasks),
                        new Fragment("executors", "executors", executors(status))));
    }

    private @Nullable TypeStatus find(Visit visit, TaskType type) {
        try {
            return desk.type(visit.principal(), type);
        } catch (Rejected refused) {
            if (refused.status() == Status.NOT_FOUND) {
                return null;
            }
            throw refused;
        }
    }

    private static Acts acts(Words words, TypeStatus status, boolean mayAct) {
        var limits = status.queue().settings().limits();
        String text =
                words.get(
                        "type.limits",
                        limit(words, limits.ratePerSecond()),
                        limit(words, limits.atOnce()),
                        limit(words, limits.mostPending()));
        return new Acts(
                status.type(),
                mayAct,
                status.queue().settings().isPaused(),
                status.deadLetters(),
                text);
    }

    private static String limit(Words words, int limit) {
        return limit == 0
                ? words.get("type.any")
                : words.get("type.at-most", Format.count(words, limit));
    }

    private static List<Tab> tabs(TaskType type, Wanted.State state) {
        return TABS.stream()
                .map(tab ->
                        new Tab(
                                "task-state." + tab.word(),
                                TasksPage.href(type)
                                        + (tab == Wanted.State.ALL ? "" : "/" + tab.word()),
                                tab == state))
                .toList();
    }

    private static Row row(Visit visit, TaskStatus status) {
        var task = status.task();
        var said = status.said();
        String progress =
                said == null || said.perMille() < 0
                        ? ""
                        : Format.percent(visit.words(), said.perMille() / 1000.0).toString();
        return new Row(
                task.id().toString(),
                TaskPage.href(task),
                TaskBadge.of(status.phase()),
                progress,
                visit.ago(task.submittedMs()),
                task.submitter(),
                status.attempts(),
                status.executor(),
                task.course().error());
    }

    private static List<ExecutorLine> executors(TypeStatus status) {
        return status.executors().stream()
                .map(executor ->
                        new ExecutorLine(
                                executor.name(),
                                executor.isDraining() ? Badge.DRAINING : Badge.RUNNING,
                                executor.outstanding(),
                                executor.credit()))
                .toList();
    }
}
