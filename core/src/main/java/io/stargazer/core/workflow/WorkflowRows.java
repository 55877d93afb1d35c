package io.stargazer.core.workflow;

import io.stargazer.api.codec.Codec;
import io.stargazer.api.codec.Sink;
import io.stargazer.api.codec.Source;
import io.stargazer.api.task.TaskId;
import io.stargazer.api.workflow.StepState;
import io.stargazer.api.workflow.WorkflowId;
import io.stargazer.api.workflow.WorkflowStanding;
import io.stargazer.core.Table;
import io.stargazer.core.TableCodec;
import io.stargazer.core.workflow.WorkflowView.Awaited;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Workflows as rows of a snapshot: how many there are, then each with how its steps fare, and its
 * parts. What can be found out from those is not written.
 */
final class WorkflowRows {

    private static final Codec<RunRow> RUN = Codec.of(RunRow.class);
    private static final Codec<Part> PART = Codec.of(Part.class);

    private WorkflowRows() {}

    /** A workflow without its parts. */
    public record RunRow(
            WorkflowRun.Origin origin,
            WorkflowStanding standing,
            WorkflowRun.Ending ending,
            List<StepRun> steps) {
        public RunRow {
            steps = List.copyOf(steps);
        }
    }

    static void write(WorkflowView view, TableCodec.RowWriter out) throws IOException {
        Sink sink = new Sink();
        sink.unsigned(view.endings());
        sink.unsigned(view.runs().size());
        out.row(sink);
        for (Table.Entry<WorkflowId, WorkflowRun> entry : view.runs()) {
            WorkflowRun run = entry.value();
            List<StepRun> steps = new ArrayList<>();
            run.steps().forEach(step -> steps.add(step.value()));
            RUN.write(new RunRow(run.origin(), run.standing(), run.ending(), steps), sink.clear());
            out.row(sink);
            TableCodec.write(run.parts(), PART, out);
        }
    }

    static WorkflowView read(TableCodec.RowReader in) throws IOException {
        Source head = in.row();
        long endings = head.unsigned();
        long count = head.unsigned();
        head.expectEnd();
        Table<WorkflowId, WorkflowRun> runs = Table.empty();
        Table<TaskId, Awaited> awaited = Table.empty();
        Table<Long, WorkflowId> ended = Table.empty();
        long endedBytes = 0;
        for (long i = 0; i < count; i++) {
            WorkflowRun run = readRun(in);
            runs = runs.put(run.id(), run);
            if (run.isRunning()) {
                awaited = withParts(awaited, run);
            } else {
                ended = ended.put(run.ending().number(), run.id());
                endedBytes += run.bytes();
            }
        }
        return new WorkflowView(runs, awaited, ended, endings, endedBytes);
    }

    private static WorkflowRun readRun(TableCodec.RowReader in) throws IOException {
        Source source = in.row();
        RunRow row = RUN.read(source);
        source.expectEnd();
        WorkflowRun run = WorkflowRun.begun(row.origin());
        for (int i = 0; i < row.steps().size(); i++) {
            run = run.with(i, row.steps().get(i));
        }
        for (Table.Entry<Part.Place, Part> part : TableCodec.read(PART, Part::place, in)) {
            run = run.with(part.value());
        }
        return run.ended(row.standing(), row.ending());
    }

    private static Table<TaskId, Awaited> withParts(
            Table<TaskId, Awaited> awaited, WorkflowRun run) {
        Table<TaskId, Awaited> more = awaited;
        for (Table.Entry<Part.Place, Part> entry : run.parts()) {
            Part part = entry.value();
            boolean isRunning = run.step(part.place().step()).state() == StepState.RUNNING;
            if (isRunning && part.outcome() == Part.Outcome.PENDING) {
                more = more.put(part.task(), new Awaited(run.id(), part.place()));
            }
        }
        return more;
    }
}
