package io.stargazer.server.console.task;

import io.stargazer.api.workflow.WorkflowStanding;
import io.stargazer.core.workflow.WorkflowRun;
import io.stargazer.server.console.page.Badge;
import io.stargazer.server.console.page.Badge.State;
import io.stargazer.server.console.page.Page;
import io.stargazer.server.console.page.View;
import io.stargazer.server.console.page.View.Fragment;
import io.stargazer.server.console.page.View.Head;
import io.stargazer.server.console.page.Visit;
import io.stargazer.server.console.text.Format;
import io.stargazer.server.console.text.Format.Moment;
import io.stargazer.server.workflow.WorkflowService;
import java.util.List;
import java.util.Locale;

/** The workflows of a namespace. */
public final class WorkflowsPage implements Page {

    private final WorkflowService workflows;

    public WorkflowsPage(WorkflowService workflows) {
        this.workflows = workflows;
    }

    /** A workflow in a table. */
    public record Row(
            String id,
            String href,
            Badge badge,
            String steps,
            String submitter,
            Moment started,
            String error) {}

    @Override
    public View view(Visit visit) {
        Head head = new Head(visit.words().get("nav.workflows"));
        List<WorkflowRun> runs = workflows.list(visit.principal(), visit.namespace()).join();
        if (runs.isEmpty()) {
            return new View(
                    head, List.of(new Fragment("no-workflows", "no-workflows", visit.namespace())));
        }
        List<Row> rows = runs.stream().map(run -> row(visit, run)).toList();
        return new View(head, List.of(new Fragment("workflows", "workflows", rows)));
    }

    private static Row row(Visit visit, WorkflowRun run) {
        int done = 0;
        for (var entry : run.steps()) {
            done += entry.value().tasks() > 0 && entry.value().isOver() ? 1 : 0;
        }
        return new Row(
                run.id().id(),
                "/workflows/" + run.id().namespace() + "/" + run.id().id(),
                badge(run.standing()),
                visit.words().get("fact.of", done, run.steps().size()),
                run.origin().submitter(),
                Format.ago(visit.words(), visit.now(), run.origin().startedMs()),
                run.ending().error());
    }

    static Badge badge(WorkflowStanding standing) {
        State colour =
                switch (standing) {
                    case RUNNING, SUCCEEDED -> State.RUNNING;
                    case FAILED -> State.FAILED;
                    case CANCELLED -> State.STOPPED;
                };
        return new Badge(colour, "task-state." + standing.name().toLowerCase(Locale.ROOT));
    }
}
