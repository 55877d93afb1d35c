package io.stargazer.sdk.task.sql;

import io.stargazer.api.Limits;
import io.stargazer.api.Name;
import io.stargazer.api.Rejected;
import io.stargazer.api.Status;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The payload of a task on a database: statements by the names that its executor gave them, each
 * with the rows to run it for. All of a batch happens in one transaction, in this order, or nothing
 * of it. Immutable.
 *
 * <pre>
 *   SqlBatch batch = SqlBatch.of("insert-order", List.of(SqlBatch.row(7, total, Instant.now())))
 *       .then("take-stock", List.of(SqlBatch.row(2, "apple"), SqlBatch.row(1, "pear")));
 *   SqlCounts counts = tasks.run("orders-db", batch, SqlCounts.class);
 * </pre>
 *
 * @param steps 1 to {@value #MAX_STEPS}
 */
public record SqlBatch(List<Step> steps) {

    /** How many steps a batch has at most. */
    public static final int MAX_STEPS = 32;

    /**
     * A statement and its rows.
     *
     * @param statement its name: 1 to 63 lower-case letters, digits and inner hyphens
     * @param rows values in the order of its parameters: null, {@code Boolean}, whole numbers,
     *     {@code Double}, {@code BigDecimal}, {@code String}, {@code byte[]}, {@code Instant},
     *     {@code LocalDate}. Kept as they travel: whole numbers as {@code Long}, and decimals,
     *     bytes (base 64), moments and dates (ISO 8601) as texts.
     */
    public record Step(String statement, List<List<@Nullable Object>> rows) {

        public Step {
            Name.require("statement", given("statement", statement));
            List<List<@Nullable Object>> cells = new ArrayList<>();
            for (List<@Nullable Object> row : given("rows", rows)) {
                cells.add(cells(given("row", row)));
            }
            rows = Collections.unmodifiableList(cells);
        }

        private static List<@Nullable Object> cells(List<@Nullable Object> row) {
            List<@Nullable Object> cells = new ArrayList<>(row.size());
            row.forEach(value -> cells.add(Cell.of(value)));
            return Collections.unmodifiableList(cells);
        }
    }

    public SqlBatch {
        steps = List.copyOf(given("steps", steps));
        Limits.range("number of steps", steps.size(), 1, MAX_STEPS);
    }

    /** What comes from outside may lack it. */
    private static <T> T given(String what, @Nullable T value) {
        if (value == null) {
            throw new Rejected(
                    Status.INVALID_ARGUMENT, "sdk.sql-value", "a batch has no field " + what);
        }
        return value;
    }

    /** One statement for these rows; an empty row for a statement without parameters. */
    public static SqlBatch of(String statement, Collection<List<@Nullable Object>> rows) {
        return new SqlBatch(List.of(new Step(statement, List.copyOf(rows))));
    }

    /** The values of one row; may be null, as {@code List.of} does not allow. */
    public static List<@Nullable Object> row(@Nullable Object... values) {
        List<@Nullable Object> row = new ArrayList<>(values.length);
        for (Object value : values) {
            row.add(value);
        }
        return Collections.unmodifiableList(row);
    }

    /** After that, in the same transaction, this. */
    public SqlBatch then(String statement, Collection<List<@Nullable Object>> rows) {
        List<Step> more = new ArrayList<>(steps);
        more.add(new Step(statement, List.copyOf(rows)));
        return new SqlBatch(more);
    }

    /** Of all steps together. */
    public long rows() {
        return steps.stream().mapToLong(step -> step.rows().size()).sum();
    }

    /**
     * The same rows as batches for a job, each small enough for one task. Every part is a
     * transaction of its own, and they are done in any order, several at a time: for rows that do
     * not need each other.
     *
     * <pre>
     *   SqlCounts all = tasks.job("orders-db", SqlCounts.class)
     *       .parts(batch.parts(5_000))
     *       .merge(SqlCounts::sum)
     *       .await();
     * </pre>
     *
     * @param mostRows of one part, 1 or more; fewer where they would be over 1 MiB
     * @return in the order of the rows; empty when there are none
     */
    public List<SqlBatch> parts(int mostRows) {
        Limits.range("number of rows", mostRows, 1, Integer.MAX_VALUE);
        Parting parting = new Parting(mostRows);
        for (Step step : steps) {
            for (List<@Nullable Object> row : step.rows()) {
                parting.add(step.statement(), row);
            }
        }
        return parting.parts();
    }
}
