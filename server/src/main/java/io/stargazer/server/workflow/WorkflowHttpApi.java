package io.stargazer.server.workflow;

import io.stargazer.api.codec.Bytes;
import io.stargazer.api.workflow.Plan;
import io.stargazer.api.workflow.Step;
import io.stargazer.api.workflow.WorkflowId;
import io.stargazer.core.workflow.StepRun;
import io.stargazer.core.workflow.WorkflowRun;
import io.stargazer.server.http.HttpCall;
import io.stargazer.server.http.Operation;
import io.stargazer.server.http.Routes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Workflows over HTTP: routes only. */
public final class WorkflowHttpApi {

    private static final String ALL = "/api/v1/workflows";
    private static final String ONE = ALL + "/{namespace}/{id}";

    private final WorkflowService workflows;

    public WorkflowHttpApi(WorkflowService workflows) {
        this.workflows = workflows;
    }

    /** What is to be started: {@code input} is what {@code ${input}} stands for. */
    public record StartRequest(
            String namespace, String id, @Nullable String input, List<StepRequest> steps) {}

    public record CancelRequest(String reason) {}

    public record RetryRequest(String step) {}

    public record WorkflowList(List<WorkflowItem> items) {}

    public record WorkflowItem(
            String namespace,
            String id,
            String state,
            String submitter,
            String started,
            @Nullable String ended,
            String error,
            int steps,
            int stepsDone) {}

    public record WorkflowDetail(WorkflowItem workflow, List<StepItem> steps) {}

    public record StepItem(
            String name,
            String type,
            List<String> needs,
            String forEach,
            String state,
            int round,
            int tasks,
            int succeeded,
            int failed,
            String error) {}

    public void addTo(Routes routes) {
        routes.add(
                Operation.get(ALL, "The workflows of a namespace.", WorkflowList.class)
                        .withQuery("namespace"),
                call ->
                        workflows
                                .list(call.principal(), call.query("namespace", "default"))
                                .thenApply(WorkflowHttpApi::listed));
        routes.add(
                Operation.post(
                        ALL,
                        "Start a workflow; the same again changes nothing.",
                        StartRequest.class,
                        null),
                this::start);
        routes.add(
                Operation.get(
                        ONE, "A workflow, its steps and how they fare.", WorkflowDetail.class),
                call ->
                        workflows
                                .get(call.principal(), idOf(call))
                                .thenApply(WorkflowHttpApi::detail));
        addActs(routes);
    }

    private void addActs(Routes routes) {
        routes.add(
                Operation.delete(ONE, "Forget a workflow that has ended."),
                call -> workflows.forget(call.principal(), idOf(call)));
        routes.add(
                Operation.post(
                        ONE + "/cancel",
                        "End a running workflow; its pending tasks are cancelled.",
                        CancelRequest.class,
                        null),
                call ->
                        workflows.cancel(
                                call.principal(),
                                idOf(call),
                                call.body(CancelRequest.class).reason()));
        routes.add(
                Operation.post(
                        ONE + "/retry",
                        "Go on from a step that failed or was given up.",
                        RetryRequest.class,
                        null),
                call ->
                        workflows.retry(
                                call.principal(),
                                idOf(call),
                                call.body(RetryRequest.class).step()));
    }

    private Object start(HttpCall call) {
        StartRequest request = call.body(StartRequest.class);
        List<Step> steps = request.steps().stream().map(StepRequest::step).toList();
        String input = request.input() == null ? "" : request.input();
        return workflows.start(
                call.principal(),
                new WorkflowId(request.namespace(), request.id()),
                Bytes.utf8(input),
                new Plan(steps));
    }

    private static WorkflowList listed(List<WorkflowRun> runs) {
        return new WorkflowList(runs.stream().map(WorkflowHttpApi::item).toList());
    }

    private static WorkflowItem item(WorkflowRun run) {
        int done = 0;
        for (var entry : run.steps()) {
            StepRun step = entry.value();
            done += step.tasks() > 0 && step.isOver() ? 1 : 0;
        }
        return new WorkflowItem(
                run.id().namespace(),
                run.id().id(),
                word(run.standing()),
                run.origin().submitter(),
                time(run.origin().startedMs()),
                run.isRunning() ? null : time(run.ending().atMs()),
                run.ending().error(),
                run.steps().size(),
                done);
    }

    private static WorkflowDetail detail(WorkflowRun run) {
        List<StepItem> steps = new ArrayList<>();
        for (int i = 0; i < run.steps().size(); i++) {
            Step planned = run.planned(i);
            StepRun fared = run.step(i);
            steps.add(
                    new StepItem(
                            planned.name(),
                            planned.type(),
                            List.copyOf(planned.dependencies()),
                            planned.forEach(),
                            word(fared.state()),
                            fared.round(),
                            fared.tasks(),
                            fared.succeeded(),
                            fared.failed(),
                            fared.error()));
        }
        return new WorkflowDetail(item(run), steps);
    }

    private static WorkflowId idOf(HttpCall call) {
        return new WorkflowId(call.path("namespace"), call.path("id"));
    }

    private static String word(Enum<?> state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    private static String time(long epochMs) {
        return Instant.ofEpochMilli(epochMs).toString();
    }
}
