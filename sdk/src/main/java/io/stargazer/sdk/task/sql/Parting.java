package io.stargazer.sdk.task.sql;

import io.stargazer.api.task.NewTask;
import io.stargazer.sdk.task.wire.Values;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts the rows of a batch into batches that are small enough for a task each; those have no more
 * steps than it has. One thread.
 */
final class Parting {

    /** More than braces, the names of fields and that of the statement take. */
    private static final int AROUND_STEP_BYTES = 128;

    private final int mostRows;
    private final List<SqlBatch> parts = new ArrayList<>();
    private final List<SqlBatch.Step> steps = new ArrayList<>();
    private final List<List<@Nullable Object>> rows = new ArrayList<>();
    private String statement = "";
    private long bytes;
    private int rowsOfPart;

    Parting(int mostRows) {
        this.mostRows = mostRows;
    }

    void add(String named, List<@Nullable Object> row) {
        int ofRow = Values.encode(row).size() + 1;
        boolean isNewStep = rows.isEmpty() || !named.equals(statement);
        if (isFull(isNewStep, ofRow)) {
            endPart();
        } else if (isNewStep) {
            endStep();
        }
        if (rows.isEmpty()) {
            statement = named;
            bytes += AROUND_STEP_BYTES;
        }
        rows.add(row);
        rowsOfPart++;
        bytes += ofRow;
    }

    private boolean isFull(boolean isNewStep, int ofRow) {
        long bytesThen = bytes + ofRow + (isNewStep ? AROUND_STEP_BYTES : 0);
        return rowsOfPart == mostRows || bytesThen > NewTask.MAX_PAYLOAD_BYTES - AROUND_STEP_BYTES;
    }

    private void endStep() {
        if (!rows.isEmpty()) {
            steps.add(new SqlBatch.Step(statement, rows));
            rows.clear();
        }
    }

    private void endPart() {
        endStep();
        if (!steps.isEmpty()) {
            parts.add(new SqlBatch(steps));
            steps.clear();
        }
        bytes = 0;
        rowsOfPart = 0;
    }

    List<SqlBatch> parts() {
        endPart();
        return parts;
    }
}
