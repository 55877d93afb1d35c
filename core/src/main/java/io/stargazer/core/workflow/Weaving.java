package io.stargazer.core.workflow;

import io.stargazer.api.Limits;
import io.stargazer.api.codec.Bytes;
import io.stargazer.api.task.NewTask;
import io.stargazer.api.task.TaskId;
import io.stargazer.api.task.TaskType;
import io.stargazer.api.workflow.OnFailure;
import io.stargazer.api.workflow.Step;
import io.stargazer.api.workflow.StepState;
import io.stargazer.api.workflow.WorkflowEvent.StepChanged;
import io.stargazer.api.workflow.WorkflowEvent.WorkflowEnded;
import io.stargazer.api.workflow.WorkflowEvent.WorkflowRuns;
import io.stargazer.api.workflow.WorkflowStanding;
import io.stargazer.core.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * One workflow, while a command or the end of a task changes it: steps begin when all that they
 * wait for is done, until none is left or one failed that must not. One thread.
 */
final class Weaving {

    /** What all results of a workflow may take up. */
    static final long MAX_RESULT_BYTES = 32L << 20;

    private final Orders orders;
    private final Place place;
    private final TreeSet<Integer> candidates = new TreeSet<>();
    private WorkflowRun run;

    /** Where a workflow is kept while it is woven: which of its tasks are awaited, how it ends. */
    interface Place {
        void await(TaskId task, WorkflowRun run, Part.Place part);

        void awaitNoMore(TaskId task);

        WorkflowRun.Ending ending(String error);
    }

    Weaving(WorkflowRun run, Orders orders, Place place) {
        this.run = run;
        this.orders = orders;
        this.place = place;
    }

    WorkflowRun run() {
        return run;
    }

    void begin() {
        orders.tell(new WorkflowRuns(run.id(), run.origin().submitter()));
        goOn();
    }

    /** Begins what can begin now. */
    private void goOn() {
        for (int i = 0; i < run.origin().plan().steps().size(); i++) {
            candidates.add(i);
        }
        settle();
    }

    /** Takes a failed or cancelled workflow up again at a step. */
    void retry(int step) {
        run = run.ended(WorkflowStanding.RUNNING, WorkflowRun.Ending.NONE);
        for (int i = 0; i < run.origin().plan().steps().size(); i++) {
            StepRun fared = run.step(i);
            if (i == step || fared.state() == StepState.CANCELLED) {
                StepRun waiting = new StepRun(StepState.WAITING, fared.round(), 0, 0, 0, "");
                run = run.with(i, waiting);
            }
        }
        begin();
    }

    /** The task of a part ended, with success or, as the error says, without. */
    void partEnded(Part.Place at, Part.Outcome outcome, Bytes result, String error) {
        Part part = run.parts().get(at);
        if (part == null || run.step(at.step()).state() != StepState.RUNNING) {
            return;
        }
        boolean isTooMuch = run.bytes() + result.size() > MAX_RESULT_BYTES;
        Part.Outcome counted = isTooMuch ? Part.Outcome.FAILED : outcome;
        Bytes kept = isTooMuch ? Bytes.EMPTY : result;
        String why = isTooMuch ? "the results of the workflow are too large in all" : error;
        run = run.with(new Part(at, part.task(), counted, kept));
        StepRun step = run.step(at.step()).plus(counted, why);
        run = run.with(at.step(), step);
        boolean isFatal = counted == Part.Outcome.FAILED && isFatal(at.step());
        if (isFatal || step.isOver()) {
            finish(at.step(), step.failed() == 0 ? StepState.SUCCEEDED : StepState.FAILED);
            settle();
        }
    }

    /** Ends it as somebody, or a step that failed, says; what is pending is cancelled. */
    void stop(WorkflowStanding standing, String error) {
        candidates.clear();
        for (int i = 0; i < run.origin().plan().steps().size(); i++) {
            abandonParts(i);
            if (run.step(i).state() == StepState.RUNNING) {
                change(i, run.step(i).in(StepState.CANCELLED, ""));
            }
        }
        end(standing, error);
    }

    private void abandonParts(int step) {
        if (run.step(step).tasks() == run.step(step).succeeded()) {
            return;
        }
        for (Table.Entry<Part.Place, Part> entry : run.partsFrom(step)) {
            if (entry.key().step() != step) {
                break;
            }
            if (entry.value().outcome() == Part.Outcome.PENDING) {
                place.awaitNoMore(entry.value().task());
                orders.cancel(typeOf(step), entry.value().task());
            }
        }
    }

    private void settle() {
        while (!candidates.isEmpty() && run.isRunning()) {
            int step = candidates.removeFirst();
            if (run.step(step).state() == StepState.WAITING && isReady(step)) {
                begin(step);
            }
        }
        if (!run.isRunning()) {
            return;
        }
        String error = "";
        boolean isDone = true;
        for (Table.Entry<Integer, StepRun> entry : run.steps()) {
            StepState state = entry.value().state();
            if (state == StepState.RUNNING) {
                return;
            }
            if (state == StepState.FAILED && isFatal(entry.key()) && error.isEmpty()) {
                error = failure(entry.key(), entry.value().error());
            }
            isDone &= isDone(entry.key());
        }
        end(isDone ? WorkflowStanding.SUCCEEDED : WorkflowStanding.FAILED, error);
    }

    private boolean isReady(int step) {
        for (int needed : run.shape().needs(step)) {
            if (!isDone(needed)) {
                return false;
            }
        }
        return true;
    }

    private boolean isDone(int step) {
        StepState state = run.step(step).state();
        return state == StepState.SUCCEEDED || (state == StepState.FAILED && !isFatal(step));
    }

    private boolean isFatal(int step) {
        return run.planned(step).onFailure() == OnFailure.FAIL;
    }

    private void begin(int step) {
        Payloads payloads = new Payloads(run, step);
        int round = run.step(step).round() + 1;
        List<Part> begun = new ArrayList<>();
        List<NewTask> tasks = new ArrayList<>();
        String trouble = payloads.trouble();
        for (int i = 0; i < payloads.size() && trouble.isEmpty(); i++) {
            Part before = run.parts().get(new Part.Place(step, i));
            if (before == null || before.outcome() != Part.Outcome.SUCCEEDED) {
                Bytes payload = payloads.of(i);
                trouble = payload == null ? "a payload would be larger than 1 MiB" : "";
                NewTask task = task(step, i, round, payload == null ? Bytes.EMPTY : payload);
                tasks.add(task);
                begun.add(
                        new Part(
                                new Part.Place(step, i),
                                task.id(),
                                Part.Outcome.PENDING,
                                Bytes.EMPTY));
            }
        }
        int size = trouble.isEmpty() ? payloads.size() : 0;
        int succeeded = size - (trouble.isEmpty() ? tasks.size() : 0);
        StepRun running = new StepRun(StepState.RUNNING, round, size, succeeded, 0, trouble);
        change(step, running);
        if (!trouble.isEmpty() || tasks.isEmpty()) {
            finish(step, trouble.isEmpty() ? StepState.SUCCEEDED : StepState.FAILED);
            return;
        }
        for (int i = 0; i < tasks.size(); i++) {
            run = run.with(begun.get(i));
            place.await(tasks.get(i).id(), run, begun.get(i).place());
            orders.submit(typeOf(step), run.origin().submitter(), tasks.get(i));
        }
    }

    private NewTask task(int step, int part, int round, Bytes payload) {
        Step planned = run.planned(step);
        String key = "workflow/%s/%s/%s/%s".formatted(run.id().id(), planned.name(), part, round);
        return NewTask.ofKey(typeOf(step), key, payload)
                .withOptions(planned.options().withGroup(run.id().id()));
    }

    private TaskType typeOf(int step) {
        return new TaskType(run.id().namespace(), run.planned(step).type());
    }

    private void finish(int step, StepState state) {
        StepRun fared = run.step(step);
        change(step, fared.in(state, state == StepState.FAILED ? fared.error() : ""));
        if (state == StepState.FAILED && isFatal(step)) {
            stop(WorkflowStanding.FAILED, failure(step, fared.error()));
        } else {
            candidates.addAll(run.shape().neededBy(step));
        }
    }

    private String failure(int step, String error) {
        return Limits.clean("%s: %s".formatted(run.planned(step).name(), error), 1000);
    }

    private void change(int step, StepRun changed) {
        run = run.with(step, changed);
        orders.tell(
                new StepChanged(
                        run.id(),
                        run.planned(step).name(),
                        changed.state(),
                        changed.tasks(),
                        changed.error()));
    }

    private void end(WorkflowStanding standing, String error) {
        run = run.ended(standing, place.ending(error));
        orders.tell(new WorkflowEnded(run.id(), standing, error));
    }
}
