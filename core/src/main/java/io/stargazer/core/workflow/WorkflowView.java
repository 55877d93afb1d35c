package io.stargazer.core.workflow;

import io.stargazer.api.task.TaskId;
import io.stargazer.api.workflow.WorkflowId;
import io.stargazer.core.Table;
import io.stargazer.core.TableCodec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All workflows at one moment. Immutable; any thread may read it.
 *
 * @param runs by id
 * @param awaited which part of which workflow a pending task is
 * @param ended those that ended, in the order in which they did
 * @param endings how many ended ever
 * @param endedBytes of the results that ended ones keep
 */
public record WorkflowView(
        Table<WorkflowId, WorkflowRun> runs,
        Table<TaskId, Awaited> awaited,
        Table<Long, WorkflowId> ended,
        long endings,
        long endedBytes) {

    public static final WorkflowView EMPTY =
            new WorkflowView(Table.empty(), Table.empty(), Table.empty(), 0, 0);

    /** Which part of which workflow. */
    public record Awaited(WorkflowId workflow, Part.Place part) {}

    public @Nullable WorkflowRun run(WorkflowId id) {
        return runs.get(id);
    }

    /** The workflows of a namespace, by id. */
    public List<WorkflowRun> runsIn(String namespace) {
        List<WorkflowRun> found = new ArrayList<>();
        for (Table.Entry<WorkflowId, WorkflowRun> entry : runs.from(first(namespace))) {
            if (!entry.key().namespace().equals(namespace)) {
                break;
            }
            found.add(entry.value());
        }
        return found;
    }

    /** No id comes before a zero. */
    private static WorkflowId first(String namespace) {
        return new WorkflowId(namespace, "0");
    }

    public int running() {
        return runs.size() - ended.size();
    }

    public void writeTo(TableCodec.RowWriter out) throws IOException {
        WorkflowRows.write(this, out);
    }

    public static WorkflowView readFrom(TableCodec.RowReader in) throws IOException {
        return WorkflowRows.read(in);
    }
}
