package io.stargazer.server.workflow;

import io.stargazer.api.Rejected;
import io.stargazer.api.codec.Bytes;
import io.stargazer.api.identity.IdentityRejection;
import io.stargazer.api.identity.Principal;
import io.stargazer.api.identity.Role;
import io.stargazer.api.workflow.Plan;
import io.stargazer.api.workflow.WorkflowCommand;
import io.stargazer.api.workflow.WorkflowCommand.CancelWorkflow;
import io.stargazer.api.workflow.WorkflowCommand.ForgetWorkflow;
import io.stargazer.api.workflow.WorkflowCommand.RetryStep;
import io.stargazer.api.workflow.WorkflowCommand.StartWorkflow;
import io.stargazer.api.workflow.WorkflowId;
import io.stargazer.api.workflow.WorkflowRejection;
import io.stargazer.core.workflow.WorkflowRun;
import io.stargazer.server.control.ControlPlane;
import io.stargazer.server.identity.Authoriser;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Workflows (TK-11): authorises, submits, reads. Returns at once; futures complete on the log's
 * threads. All may be repeated: workflows are started under ids of the caller.
 */
public final class WorkflowService {

    private final ControlPlane control;

    public WorkflowService(ControlPlane control) {
        this.control = control;
    }

    /** Completes when the workflow is durable; its first tasks are then, too. */
    public CompletableFuture<Void> start(
            Principal principal, WorkflowId id, Bytes input, Plan plan) {
        Authoriser.require(principal, id.namespace(), Role.OPERATOR);
        if (!control.latest().identity().namespaces().contains(id.namespace())) {
            throw new Rejected(new IdentityRejection.UnknownNamespace(id.namespace()));
        }
        return submit(principal, new StartWorkflow(id, principal.actor(), input, plan));
    }

    public CompletableFuture<Void> cancel(Principal principal, WorkflowId id, String reason) {
        Authoriser.require(principal, id.namespace(), Role.OPERATOR);
        return submit(principal, new CancelWorkflow(id, reason));
    }

    /** Goes on from a step that failed or was given up. */
    public CompletableFuture<Void> retry(Principal principal, WorkflowId id, String step) {
        Authoriser.require(principal, id.namespace(), Role.OPERATOR);
        return submit(principal, new RetryStep(id, step));
    }

    public CompletableFuture<Void> forget(Principal principal, WorkflowId id) {
        Authoriser.require(principal, id.namespace(), Role.OPERATOR);
        return submit(principal, new ForgetWorkflow(id));
    }

    /** The workflows of a namespace, the one that was started last first. */
    public CompletableFuture<List<WorkflowRun>> list(Principal principal, String namespace) {
        Authoriser.require(principal, namespace, Role.VIEWER);
        return control.read()
                .thenApply(view -> {
                    List<WorkflowRun> runs = new ArrayList<>(view.workflows().runsIn(namespace));
                    runs.sort(
                            (a, b) -> Long.compare(b.origin().startedMs(), a.origin().startedMs()));
                    return runs;
                });
    }

    public CompletableFuture<WorkflowRun> get(Principal principal, WorkflowId id) {
        Authoriser.require(principal, id.namespace(), Role.VIEWER);
        return control.read()
                .thenApply(view -> {
                    WorkflowRun run = view.workflows().run(id);
                    if (run == null) {
                        throw new Rejected(new WorkflowRejection.UnknownWorkflow(id));
                    }
                    return run;
                });
    }

    private CompletableFuture<Void> submit(Principal principal, WorkflowCommand command) {
        return control.submit(principal.actor(), command)
                .thenAccept(decision -> decision.orThrow());
    }
}
