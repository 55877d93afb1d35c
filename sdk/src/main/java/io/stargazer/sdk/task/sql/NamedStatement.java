package io.stargazer.sdk.task.sql;

import io.stargazer.sdk.task.execute.NonRetryable;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A statement that an executor runs for those who know its name. */
record NamedStatement(String name, String sql, List<Column> columns) {

    /**
     * Adds a row to the batch of a statement that was prepared of this.
     *
     * @param number which row it is, for the sentence, from 1
     * @throws NonRetryable when it has not the values that the statement takes
     */
    void add(PreparedStatement statement, List<@Nullable Object> row, long number)
            throws SQLException {
        if (row.size() != columns.size()) {
            throw new NonRetryable(
                    "%s takes %d values, row %d has %d"
                            .formatted(name, columns.size(), number, row.size()));
        }
        for (int i = 0; i < columns.size(); i++) {
            try {
                columns.get(i).bind(statement, i + 1, row.get(i));
            } catch (NonRetryable illegal) {
                throw new NonRetryable(
                        "%s, row %d, value %d: %s"
                                .formatted(name, number, i + 1, illegal.getMessage()),
                        illegal);
            }
        }
        statement.addBatch();
    }
}
