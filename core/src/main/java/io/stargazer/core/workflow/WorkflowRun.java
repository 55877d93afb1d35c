package io.stargazer.core.workflow;

import io.stargazer.api.codec.Bytes;
import io.stargazer.api.workflow.Plan;
import io.stargazer.api.workflow.Step;
import io.stargazer.api.workflow.WorkflowId;
import io.stargazer.api.workflow.WorkflowStanding;
import io.stargazer.core.Table;

/**
 * A workflow and how it fares. Immutable.
 *
 * @param origin what was asked for
 * @param shape of the plan
 * @param standing where it stands
 * @param ending when and why it ended
 * @param steps by their place in the plan
 * @param parts all tasks of all steps that were begun
 * @param bytes of all results that are kept
 */
public record WorkflowRun(
        Origin origin,
        Shape shape,
        WorkflowStanding standing,
        Ending ending,
        Table<Integer, StepRun> steps,
        Table<Part.Place, Part> parts,
        long bytes) {

    /**
     * What was asked for.
     *
     * @param startedMs milliseconds since 1970
     */
    public record Origin(WorkflowId id, String submitter, Bytes input, Plan plan, long startedMs) {}

    /**
     * When and why it ended.
     *
     * @param number in the order in which workflows ended, from 1; 0 while it runs
     * @param atMs milliseconds since 1970, 0 while it runs
     * @param error why, empty when it succeeded
     */
    public record Ending(long number, long atMs, String error) {
        static final Ending NONE = new Ending(0, 0, "");
    }

    static WorkflowRun begun(Origin origin) {
        Table<Integer, StepRun> steps = Table.empty();
        for (int i = 0; i < origin.plan().steps().size(); i++) {
            steps = steps.put(i, StepRun.WAITING);
        }
        return new WorkflowRun(
                origin,
                new Shape(origin.plan()),
                WorkflowStanding.RUNNING,
                Ending.NONE,
                steps,
                Table.empty(),
                0);
    }

    public WorkflowId id() {
        return origin.id();
    }

    public boolean isRunning() {
        return standing == WorkflowStanding.RUNNING;
    }

    /** The step at a place of the plan. */
    public Step planned(int step) {
        return origin.plan().steps().get(step);
    }

    /** How the step at a place of the plan fares. */
    public StepRun step(int step) {
        return steps.getOrDefault(step, StepRun.WAITING);
    }

    /** The parts of a step and of those behind it in the plan, in order. */
    Iterable<Table.Entry<Part.Place, Part>> partsFrom(int step) {
        return parts.from(new Part.Place(step, 0));
    }

    WorkflowRun with(int step, StepRun changed) {
        return new WorkflowRun(
                origin, shape, standing, ending, steps.put(step, changed), parts, bytes);
    }

    WorkflowRun with(Part part) {
        Part before = parts.get(part.place());
        long sizeBefore = before == null ? 0 : before.result().size();
        return new WorkflowRun(
                origin,
                shape,
                standing,
                ending,
                steps,
                parts.put(part.place(), part),
                bytes - sizeBefore + part.result().size());
    }

    WorkflowRun ended(WorkflowStanding how, Ending when) {
        return new WorkflowRun(origin, shape, how, when, steps, parts, bytes);
    }
}
