package io.stargazer.core.workflow;

import static io.stargazer.api.Outcome.applied;
import static io.stargazer.api.Outcome.refused;

import io.stargazer.api.Event;
import io.stargazer.api.Outcome;
import io.stargazer.api.Stamp;
import io.stargazer.api.codec.Bytes;
import io.stargazer.api.task.Standing;
import io.stargazer.api.task.Task;
import io.stargazer.api.task.TaskCommand;
import io.stargazer.api.task.TaskId;
import io.stargazer.api.workflow.StepState;
import io.stargazer.api.workflow.WorkflowCommand;
import io.stargazer.api.workflow.WorkflowCommand.CancelWorkflow;
import io.stargazer.api.workflow.WorkflowCommand.ForgetWorkflow;
import io.stargazer.api.workflow.WorkflowCommand.RetryStep;
import io.stargazer.api.workflow.WorkflowCommand.StartWorkflow;
import io.stargazer.api.workflow.WorkflowEvent.WorkflowForgotten;
import io.stargazer.api.workflow.WorkflowId;
import io.stargazer.api.workflow.WorkflowRejection;
import io.stargazer.api.workflow.WorkflowStanding;
import io.stargazer.core.Table;
import io.stargazer.core.workflow.WorkflowView.Awaited;
import java.util.List;
import java.util.function.Consumer;

/** Applies {@link WorkflowCommand}s and the ends of tasks (TK-11). Deterministic; one thread. */
public final class WorkflowState {

    private final Bounds bounds;
    private final Orders orders = new Orders();
    private Table<WorkflowId, WorkflowRun> runs = Table.empty();
    private Table<TaskId, Awaited> awaited = Table.empty();
    private Table<Long, WorkflowId> ended = Table.empty();
    private long endings;
    private long endedBytes;

    /**
     * How much is remembered. Frozen once shipped; others are for tests.
     *
     * @param running workflows
     * @param ended workflows
     * @param endedBytes of the results of those that ended
     */
    record Bounds(int running, int ended, long endedBytes) {
        static final Bounds SHIPPED = new Bounds(2_000, 5_000, 256L << 20);
    }

    public WorkflowState() {
        this(Bounds.SHIPPED);
    }

    WorkflowState(Bounds bounds) {
        this.bounds = bounds;
    }

    public WorkflowView view() {
        return new WorkflowView(runs, awaited, ended, endings, endedBytes);
    }

    public void restore(WorkflowView view) {
        runs = view.runs();
        awaited = view.awaited();
        ended = view.ended();
        endings = view.endings();
        endedBytes = view.endedBytes();
    }

    /** Whether the end of any task matters here. */
    public boolean isWaiting() {
        return !awaited.isEmpty();
    }

    /** Applies a command; what follows for tasks is to be taken by {@link #takeOrders}. */
    public Outcome apply(Stamp stamp, WorkflowCommand command) {
        return switch (command) {
            case StartWorkflow c -> start(stamp, c);
            case CancelWorkflow c -> cancel(stamp, c);
            case RetryStep c -> retry(stamp, c);
            case ForgetWorkflow c -> forget(c);
        };
    }

    /** The commands to the tasks that follow from what was done since this was asked last. */
    public List<TaskCommand> takeOrders() {
        return orders.takeCommands();
    }

    /** Tasks ended; those of workflows move them on. */
    public List<Event> tasksEnded(Stamp stamp, List<Task> tasks) {
        for (Task task : tasks) {
            boolean isSuccess = task.standing() == Standing.SUCCEEDED;
            partEnded(
                    stamp,
                    task.id(),
                    isSuccess ? Part.Outcome.SUCCEEDED : Part.Outcome.FAILED,
                    task.course().result(),
                    task.course().error());
        }
        return orders.takeEvents();
    }

    /** Tasks that were ordered could not be submitted. */
    public List<Event> tasksRefused(Stamp stamp, List<TaskId> tasks, String why) {
        for (TaskId task : tasks) {
            partEnded(stamp, task, Part.Outcome.FAILED, Bytes.EMPTY, why);
        }
        return orders.takeEvents();
    }

    private void partEnded(
            Stamp stamp, TaskId task, Part.Outcome outcome, Bytes result, String error) {
        Awaited part = awaited.get(task);
        WorkflowRun run = part == null ? null : runs.get(part.workflow());
        if (part != null && run != null) {
            awaited = awaited.remove(task);
            weave(stamp, run, weaving -> weaving.partEnded(part.part(), outcome, result, error));
        }
    }

    private Outcome start(Stamp stamp, StartWorkflow command) {
        WorkflowRun known = runs.get(command.id());
        if (known != null) {
            boolean isSame =
                    known.origin().plan().equals(command.plan())
                            && known.origin().input().equals(command.input());
            return isSame ? applied() : refused(new WorkflowRejection.WorkflowTaken(command.id()));
        }
        if (runs.size() - ended.size() >= bounds.running()) {
            return refused(new WorkflowRejection.TooManyWorkflows(bounds.running()));
        }
        WorkflowRun.Origin origin =
                new WorkflowRun.Origin(
                        command.id(),
                        command.submitter(),
                        command.input(),
                        command.plan(),
                        stamp.timeMs());
        weave(stamp, WorkflowRun.begun(origin), Weaving::begin);
        return new Outcome.Applied(orders.takeEvents());
    }

    private Outcome cancel(Stamp stamp, CancelWorkflow command) {
        WorkflowRun run = runs.get(command.id());
        if (run == null) {
            return refused(new WorkflowRejection.UnknownWorkflow(command.id()));
        }
        if (run.isRunning()) {
            weave(
                    stamp,
                    run,
                    weaving -> weaving.stop(WorkflowStanding.CANCELLED, command.reason()));
        }
        return new Outcome.Applied(orders.takeEvents());
    }

    private Outcome retry(Stamp stamp, RetryStep command) {
        WorkflowRun run = runs.get(command.id());
        if (run == null) {
            return refused(new WorkflowRejection.UnknownWorkflow(command.id()));
        }
        if (run.isRunning()) {
            return refused(new WorkflowRejection.StillRunning(command.id()));
        }
        int step = run.shape().indexOf(command.step());
        StepState state = step < 0 ? StepState.WAITING : run.step(step).state();
        if (state != StepState.FAILED && state != StepState.CANCELLED) {
            return refused(new WorkflowRejection.StepNotFailed(command.id(), command.step()));
        }
        if (runs.size() - ended.size() >= bounds.running()) {
            return refused(new WorkflowRejection.TooManyWorkflows(bounds.running()));
        }
        ended = ended.remove(run.ending().number());
        endedBytes -= run.bytes();
        weave(stamp, run, weaving -> weaving.retry(step));
        return new Outcome.Applied(orders.takeEvents());
    }

    private Outcome forget(ForgetWorkflow command) {
        WorkflowRun run = runs.get(command.id());
        if (run == null) {
            return applied();
        }
        if (run.isRunning()) {
            return refused(new WorkflowRejection.StillRunning(command.id()));
        }
        forget(run);
        return new Outcome.Applied(orders.takeEvents());
    }

    private void forget(WorkflowRun run) {
        ended = ended.remove(run.ending().number());
        endedBytes -= run.bytes();
        runs = runs.remove(run.id());
        orders.tell(new WorkflowForgotten(run.id()));
    }

    private void weave(Stamp stamp, WorkflowRun run, Consumer<Weaving> change) {
        Weaving weaving = new Weaving(run, orders, new Loom(stamp));
        change.accept(weaving);
        WorkflowRun woven = weaving.run();
        runs = runs.put(woven.id(), woven);
        if (!woven.isRunning()) {
            ended = ended.put(woven.ending().number(), woven.id());
            endedBytes += woven.bytes();
            forgetOldest();
        }
    }

    private void forgetOldest() {
        while (ended.size() > bounds.ended()
                || (endedBytes > bounds.endedBytes() && ended.size() > 1)) {
            WorkflowRun oldest = runs.get(ended.iterator().next().value());
            if (oldest == null) {
                throw new IllegalStateException("a workflow ended that is not there");
            }
            forget(oldest);
        }
    }

    /** What a weaving may change here. */
    private final class Loom implements Weaving.Place {

        private final Stamp stamp;

        Loom(Stamp stamp) {
            this.stamp = stamp;
        }

        @Override
        public void await(TaskId task, WorkflowRun run, Part.Place part) {
            awaited = awaited.put(task, new Awaited(run.id(), part));
        }

        @Override
        public void awaitNoMore(TaskId task) {
            awaited = awaited.remove(task);
        }

        @Override
        public WorkflowRun.Ending ending(String error) {
            return new WorkflowRun.Ending(++endings, stamp.timeMs(), error);
        }
    }
}
