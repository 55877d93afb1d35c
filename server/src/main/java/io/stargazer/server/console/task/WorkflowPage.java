package io.stargazer.server.console.task;

import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import io.stargazer.api.identity.Role;
import io.stargazer.api.workflow.StepState;
import io.stargazer.api.workflow.WorkflowId;
import io.stargazer.core.workflow.StepRun;
import io.stargazer.core.workflow.WorkflowRun;
import io.stargazer.server.console.page.Badge;
import io.stargazer.server.console.page.Badge.State;
import io.stargazer.server.console.page.Page;
import io.stargazer.server.console.page.View;
import io.stargazer.server.console.page.View.Fragment;
import io.stargazer.server.console.page.View.Head;
import io.stargazer.server.console.page.View.Link;
import io.stargazer.server.console.page.Visit;
import io.stargazer.server.workflow.WorkflowDrawing;
import io.stargazer.server.workflow.WorkflowService;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionException;

/** One workflow: its steps as a drawing and as a table (TK-11). */
public final class WorkflowPage implements Page {

    private final WorkflowService workflows;

    public WorkflowPage(WorkflowService workflows) {
        this.workflows = workflows;
    }

    /** The drawing, an SVG that is safe as it is, and what one may do. */
    public record Graph(String namespace, String id, boolean mayCancel, String svg, String error) {}

    /** The steps, and whether they may be tried again. */
    public record Steps(String namespace, String id, boolean mayAct, List<Row> rows) {}

    /** A step in a table. */
    public record Row(
            String name,
            Badge badge,
            String type,
            String typeHref,
            String tasks,
            boolean mayRetry,
            String error) {}

    @Override
    public View view(Visit visit) {
        WorkflowId id = new WorkflowId(visit.parameter("namespace"), visit.parameter("id"));
        Link parent =
                new Link(visit.words().get("nav.workflows"), "/workflows?ns=" + id.namespace());
        WorkflowRun run;
        try {
            run = workflows.get(visit.principal(), id).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof Rejected refused && refused.status() == Status.NOT_FOUND) {
                return new View(
                        new Head(id.id(), Badge.STOPPED, null, parent),
                        List.of(new Fragment("no-workflows", "no-workflows", id.namespace())),
                        false);
            }
            throw e;
        }
        boolean mayAct = visit.may(Role.OPERATOR);
        Graph graph =
                new Graph(
                        id.namespace(),
                        id.id(),
                        mayAct && run.isRunning(),
                        WorkflowDrawing.draw(run, state -> visit.words().get(key(state))),
                        run.ending().error());
        Steps steps = new Steps(id.namespace(), id.id(), mayAct, rows(visit, run));
        return new View(
                new Head(id.id(), WorkflowsPage.badge(run.standing()), null, parent),
                List.of(
                        new Fragment("workflow", "workflow", graph),
                        new Fragment("steps", "workflow-steps", steps)));
    }

    private static List<Row> rows(Visit visit, WorkflowRun run) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < run.steps().size(); i++) {
            StepRun step = run.step(i);
            boolean isStuck =
                    step.state() == StepState.FAILED || step.state() == StepState.CANCELLED;
            String type = run.planned(i).type();
            rows.add(
                    new Row(
                            run.planned(i).name(),
                            new Badge(colour(step.state()), key(step.state())),
                            type,
                            "/tasks/" + run.id().namespace() + "/" + type,
                            visit.words().get("fact.of", step.succeeded(), step.tasks()),
                            isStuck && !run.isRunning(),
                            step.error()));
        }
        return rows;
    }

    private static String key(StepState state) {
        return "step-state." + state.name().toLowerCase(Locale.ROOT);
    }

    private static State colour(StepState state) {
        return switch (state) {
            case RUNNING, SUCCEEDED -> State.RUNNING;
            case FAILED -> State.FAILED;
            default -> State.STOPPED;
        };
    }
}
